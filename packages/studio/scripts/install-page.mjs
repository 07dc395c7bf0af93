// Installs what the page is made of, and a browser for its tests, unless they are there. They are a
// project of their own, because they are large: nobody waits for them but who works on the page.
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installProject, linkModules } from '@mastra-datasets/install-on-demand';

const script = fileURLToPath(import.meta.url);
const studio = join(dirname(script), '..');

/** The folder of the page's project. */
export const pageProject = join(studio, 'page');

/** Installs the page's project. The tests find their browser in this package then. */
export function installPage() {
  installProject(pageProject, 'what the page of packages/studio is made of');
  linkModules(pageProject, studio, ['@sparticuz', 'axe-core', 'playwright-core']);
}

if (process.argv[1] === script) installPage();
