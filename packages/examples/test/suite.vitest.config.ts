import { defineConfig } from 'vitest/config';

/** Runs a documented suite on the sources of the packages. */
export default defineConfig({
  resolve: { conditions: ['mastra-datasets-source'] },
  ssr: { resolve: { conditions: ['mastra-datasets-source', 'module', 'node', 'import'] } },
  test: { testTimeout: 300_000, hookTimeout: 300_000 },
});
