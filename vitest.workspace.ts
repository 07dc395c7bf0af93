import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration } from 'vitest/config';

const condition = 'mastra-datasets-source';

/** Builds the page of the studio, which the command line and an example open. */
const page = fileURLToPath(new URL('packages/studio/scripts/build-page.mjs', import.meta.url));

/** What prepares a package's tests before the first of them. */
const setups: Readonly<Record<string, string>> = {
  cli: page,
  examples: page,
  mastra: fileURLToPath(new URL('packages/mastra/framework/install.mjs', import.meta.url)),
  studio: fileURLToPath(new URL('packages/studio/test/support/global-setup.ts', import.meta.url)),
};

/** One test project for each package that has tests, run on the packages' sources. */
function project(name: string): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: [condition] },
    ssr: { resolve: { conditions: [condition, 'module', 'node'] } },
    test: {
      name,
      // Absolute, since a package's own test script runs in the package's folder.
      root: fileURLToPath(new URL(`packages/${name}`, import.meta.url)),
      include: ['test/**/*.test.ts'],
      globalSetup: setups[name] ?? [],
      // Long enough for a busy machine: speed is the business of the benchmarks.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      // What is waited for comes soon, but not on a busy machine.
      expect: { poll: { timeout: 120_000 } },
    },
  };
}

/** The contract of Mastra's datasets on the oldest core that the bridge works with. */
const oldestMastra = project('mastra');
const onOldestMastra: TestProjectInlineConfiguration = {
  ...oldestMastra,
  resolve: { ...oldestMastra.resolve, alias: { '@mastra/core': 'mastra-core-oldest' } },
  test: {
    ...oldestMastra.test,
    name: 'mastra-oldest',
    include: ['test/contract/in-memory.test.ts', 'test/contract/stock-in-memory.test.ts'],
  },
};

const workspace: TestProjectInlineConfiguration[] = [
  'core',
  'json',
  'files',
  'inmemory',
  'libsql',
  'pg',
  'conformance',
  'examples',
  'bench',
  'test-servers',
  'install-on-demand',
  'reliability',
  'cases',
  'cli',
  'server',
  'studio',
  'mastra',
].map(project);

export default [...workspace, onOldestMastra];
