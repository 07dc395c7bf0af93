// Installs the tools for evaluations, unless they are there. They are a project of their own, because
// they are large: nobody but the tests of their examples should wait for them.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installProject } from '@mastra-datasets/install-on-demand';

/** The folder of the project. */
export const folder = dirname(fileURLToPath(import.meta.url));

/** The test of the examples calls this before the first of them. */
export function install() {
  installProject(folder, 'the tools for evaluations');
}
