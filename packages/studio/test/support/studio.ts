import type { DatasetsStorage } from '@mastra-datasets/core';
import { onTestFinished } from 'vitest';
import { serveStudio, type ServeStudioOptions } from '../../src/index.js';

/** A server of the page, for one test. */
export interface TestStudio {
  readonly url: string;
  /** The address of a path of the page, such as `/datasets/x`, with the token that lets it in. */
  at(path: string): string;
  /** Ends the server before the test is over. */
  stop(): Promise<void>;
}

/** Serves the page of a storage on a free port, until the test is over. */
export async function startStudio(
  storage: DatasetsStorage,
  options: Omit<ServeStudioOptions, 'storage'> = {},
): Promise<TestStudio> {
  const server = await serveStudio({ storage, port: 0, ...options });
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= server.close());
  onTestFinished(stop);
  const fragment = server.token === null ? '' : `#token=${server.token}`;
  return { url: server.url, at: (path) => `${server.url}${path}${fragment}`, stop };
}
