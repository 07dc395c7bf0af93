import { DatasetsError, type DatasetItem, type DatasetsStorage } from '@mastra-datasets/core';
import { expect } from 'vitest';
import type { Mutation, Subject } from './mutations.js';

const EVERYTHING = { page: 0, perPage: false } as const;

/** Every version of a subject, the oldest first, so that those of before come first afterwards too. */
export async function snapshotsOf(
  observer: DatasetsStorage,
  { datasetId }: Subject,
): Promise<DatasetItem[][]> {
  const { versions } = await observer.listVersions({ datasetId, pagination: EVERYTHING });
  const oldestFirst = versions.reverse();
  return Promise.all(
    oldestFirst.map(({ version }) => observer.getItemsByVersion({ datasetId, version })),
  );
}

/** Checks that nothing is wrong with any dataset. */
export async function expectNoProblems(observer: DatasetsStorage): Promise<void> {
  const { datasets } = await observer.listDatasets({ pagination: EVERYTHING });
  for (const { id } of datasets) {
    const { problems } = await observer.verify({ datasetId: id });
    expect(problems).toEqual([]);
  }
}

/** Runs a mutation, and gives what it rejects with, or `null`. */
export function errorOf(
  storage: DatasetsStorage,
  mutation: Mutation,
  subject: Subject,
): Promise<unknown> {
  return mutation.run(storage, subject).then(
    () => null,
    (error: unknown) => error,
  );
}

/** Checks what an error says against what is stored. */
export function expectHonest(error: unknown, wasChanged: boolean): void {
  expect(error).toBeInstanceOf(DatasetsError);
  if (!(error instanceof DatasetsError)) return;
  expect(['STORAGE_FAILED', 'STORAGE_BUSY']).toContain(error.code);
  expect(['unchanged', 'unknown']).toContain(error.details['outcome']);
  if (wasChanged) expect(error.details['outcome']).toBe('unknown');
  if (wasChanged) expect(error.retryable).toBe(false);
}

/** Calls again after a failure; what is stored then is what one call stores. */
export async function expectOnceAfterRetry(
  storage: DatasetsStorage,
  mutation: Mutation,
  subject: Subject,
  wasChanged: boolean,
): Promise<void> {
  const error = await errorOf(storage, mutation, subject);
  if (wasChanged && mutation.refusal !== null) {
    expect(error).toMatchObject({ code: mutation.refusal });
  } else {
    expect(error).toBeNull();
  }
}
