import { isDeepStrictEqual } from 'node:util';
import type { DatasetItem, DatasetsStorage, NewDatasetItem } from '@mastra-datasets/core';
import { InMemoryStore } from '@mastra-datasets/inmemory';
import { SOURCE_TAG, type CapitalQuestion } from './questions.js';

type Content = Pick<DatasetItem, 'externalId' | 'input' | 'expectedOutput' | 'context'>;

function contentsOf(items: readonly Content[]) {
  return new Map(
    items.map(({ externalId, input, expectedOutput, context }) => [
      externalId,
      { input, expectedOutput, context },
    ]),
  );
}

/** The digest of the same cases in a storage of their own, where nothing was ever edited. */
async function digestOf(items: readonly NewDatasetItem[]): Promise<string> {
  const { datasets } = new InMemoryStore();
  const { id: datasetId } = await datasets.createDataset({ name: 'Expected' });
  await datasets.addItems({ datasetId, items });
  return datasets.snapshotDigest({ datasetId });
}

/** Compares the first version with what was loaded. Throws when anything differs. */
export async function proveUnchanged(
  datasets: DatasetsStorage,
  datasetId: string,
  questions: readonly CapitalQuestion[],
): Promise<string> {
  const items = await datasets.getItemsByVersion({ datasetId, version: SOURCE_TAG });
  if (
    items.length !== questions.length ||
    !isDeepStrictEqual(contentsOf(items), contentsOf(questions))
  ) {
    throw new Error(`The version ${SOURCE_TAG} does not hold what was loaded.`);
  }
  const digest = await datasets.snapshotDigest({ datasetId, version: SOURCE_TAG });
  if (digest !== (await digestOf(questions))) {
    throw new Error(`The version ${SOURCE_TAG} has another digest than what was loaded.`);
  }
  return `all ${items.length} items are as loaded, SHA-256 ${digest.slice(0, 16)}…`;
}
