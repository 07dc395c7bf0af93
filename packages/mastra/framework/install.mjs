// Installs the framework, unless it is there, and lets this package find it. It is a project of its
// own, because it is large: nobody but this package should wait for it.
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installProject, linkModules } from '@mastra-datasets/install-on-demand';

const script = fileURLToPath(import.meta.url);
const folder = dirname(script);

/** The tests call this before the first of them. */
export function setup() {
  installProject(folder, 'Mastra, which the tests of packages/mastra run on');
  // The oldest release of the core has a name of its own, as the newest has the scope's.
  linkModules(folder, dirname(folder), ['@mastra', 'mastra-core-oldest']);
}

if (process.argv[1] === script) setup();
