import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.js';

// Continuous integration runs the same command as everybody, and takes its counts from this file.
const resultsFile = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    projects,
    reporters:
      resultsFile === undefined ? ['default'] : ['default', ['json', { outputFile: resultsFile }]],
  },
});
