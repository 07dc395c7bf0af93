import { fileURLToPath } from 'node:url';

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Where things are, seen from this file. */
export const PATHS = {
  bench: path('..'),
  peers: path('../peers'),
  load: path('../load'),
  results: (mode: string) => path(`../results/${mode}.json`),
  resultsFolder: path('../results'),
  questions: path('../../../../shared/data'),
  document: path('../../../docs/performance.md'),
  charts: path('../../../docs/performance'),
};
