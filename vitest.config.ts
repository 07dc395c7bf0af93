import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

// Continuous integration runs the same command as everybody, and takes its counts from this file.
const resultsFile = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    projects,
    // Many test files wait for a server or a disk most of their time.
    maxWorkers: availableParallelism() + 1,
    reporters:
      resultsFile === undefined ? ['default'] : ['default', ['json', { outputFile: resultsFile }]],
  },
});
