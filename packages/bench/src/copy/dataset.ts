import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { generateQuestion } from '../questions.js';

/** The size of a dataset that is copied. */
export interface CopiedDataset {
  /** How many items the second version adds. No later one adds or deletes any. */
  readonly items: number;
  /** How many versions there are, the first and empty one not counted. */
  readonly versions: number;
  /** How many items each version after that changes. */
  readonly changes: number;
}

function contentOf(index: number) {
  const { question, answer } = generateQuestion(index);
  return { input: { question }, expectedOutput: { answer } };
}

/** Makes a dataset of many versions, and gives its id. */
export async function makeCopiedDataset(
  storage: VersionedDatasetsStorage,
  { items, versions, changes }: CopiedDataset,
): Promise<string> {
  const { id: datasetId } = await storage.createDataset({ name: 'copied' });
  const contents = Array.from({ length: items }, (_, index) => contentOf(index));
  const ids = (await storage.addItems({ datasetId, items: contents })).map(({ id }) => id);
  for (let version = 1; version < versions; version += 1) {
    const first = (version * changes) % items;
    const updates = Array.from({ length: changes }, (_, index) => {
      const place = (first + index) % items;
      return { id: ids[place] ?? '', ...contentOf(place + version) };
    });
    await storage.updateItems({ datasetId, items: updates });
  }
  return datasetId;
}
