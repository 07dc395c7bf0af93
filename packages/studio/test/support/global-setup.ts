import type { TestProject } from 'vitest/node';
import { buildPage } from '../../scripts/build-page.mjs';
import { browserProgram } from './browser-program.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program of the browser; empty for the Chrome that is installed. */
    readonly browserProgram: string;
  }
}

/** Builds the page as users have it, and unpacks the browser, before the first test. */
export default async function setup(project: TestProject): Promise<void> {
  buildPage();
  project.provide('browserProgram', await browserProgram());
}
