import type { VersionedDatasetsStorage } from '@mastra-datasets/core';

/** A dataset with a short history. */
export interface DatasetWithHistory {
  readonly datasetId: string;
  /** The ids of its items, by their external ids. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Makes a dataset with versions 0 to 3: three questions are added and tagged `baseline`, an answer is
 * corrected, and one question is deleted and another one added.
 */
export async function makeHistory(storage: VersionedDatasetsStorage): Promise<DatasetWithHistory> {
  const datasetId = 'capitals';
  await storage.createDataset({ id: datasetId, name: 'Capitals' });
  const added = await storage.addItems({
    datasetId,
    author: 'Ann',
    message: 'Load the questions',
    items: [
      { externalId: 'fr', input: 'The capital of France?', expectedOutput: 'Lyon on the Rhône' },
      { externalId: 'jp', input: 'The capital of Japan?', expectedOutput: 'Tokyo' },
      { externalId: 'pe', input: 'The capital of Peru?', expectedOutput: 'Lima' },
    ],
  });
  await storage.tagVersion({ datasetId, tag: 'baseline', version: 1 });
  const ids = new Map(added.map(({ externalId = '', id }) => [externalId, id]));
  const idOf = (externalId: string) => ids.get(externalId) ?? '';
  await storage.updateItem({
    datasetId,
    id: idOf('fr'),
    expectedOutput: 'Paris on the Seine',
    author: 'Ben',
    message: 'Correct the answer about France',
  });
  await storage.applyChanges({
    datasetId,
    author: 'Ben',
    message: 'Replace a question',
    changes: [
      { type: 'delete', id: idOf('pe') },
      { type: 'add', externalId: 'ke', input: 'The capital of Kenya?', expectedOutput: 'Nairobi' },
    ],
  });
  return { datasetId, ids };
}

/** The content of the newest version, one line an item, in alphabetical order. */
export async function contentOf(
  storage: VersionedDatasetsStorage,
  datasetId: string,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const { input, expectedOutput } of storage.iterateItems({ datasetId })) {
    lines.push(`${String(input)} ${String(expectedOutput)}`);
  }
  return lines.sort();
}
