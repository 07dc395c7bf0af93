import type { DatasetsStorage, NewDatasetItem } from '@mastra-datasets/core';
import { expect } from 'vitest';

/** More than are stored at a time. */
export const MANY = 2_300;

/** Gives items with external ids. */
export function numbered(count: number): NewDatasetItem[] {
  return Array.from({ length: count }, (_, index) => ({
    externalId: `item ${index}`,
    input: { index },
  }));
}

/** Gives items one by one, and does something before the last. */
export async function* withLast(
  items: readonly NewDatasetItem[],
  beforeLast: () => Promise<unknown>,
): AsyncGenerator<NewDatasetItem, void, undefined> {
  yield* items.slice(0, -1);
  await beforeLast();
  yield* items.slice(-1);
}

/** Expects that nothing is wrong with what is stored, as far as the storage can tell. */
export async function expectSound(storage: DatasetsStorage, datasetId: string): Promise<void> {
  if (!storage.supports.verification) return;
  expect((await storage.verify({ datasetId })).problems).toStrictEqual([]);
}
