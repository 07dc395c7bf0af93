import type { DatasetsStorage, NewDatasetItem } from '@mastra-datasets/core';

const everything = { page: 0, perPage: false } as const;

/** As many items as are staged in two parts; an item with the external id of one is there before. */
export const IMPORTED: readonly NewDatasetItem[] = Array.from({ length: 1_005 }, (_, index) => ({
  externalId: `item ${index}`,
  input: index,
}));

/** What is stored of a dataset that {@link runImport} imports into. */
export interface ImportedState {
  /** 1 before the import, the number of those {@link IMPORTED} after it. */
  readonly items: number;
  /** 2 before the import, 3 after it, however often it was run. */
  readonly versions: number;
  readonly problems: readonly unknown[];
}

/** Makes a dataset of one item, which the import updates. */
export async function makeImportSubject(storage: DatasetsStorage): Promise<string> {
  const { id: datasetId } = await storage.createDataset({ name: 'subject' });
  await storage.addItem({ datasetId, externalId: 'item 3', input: 'old' });
  return datasetId;
}

/** Imports all items, and gives what that rejects with, or `null`. */
export function runImport(storage: DatasetsStorage, datasetId: string): Promise<unknown> {
  return storage.importItems({ datasetId, items: IMPORTED, onConflict: 'update' }).then(
    () => null,
    (error: unknown) => error,
  );
}

/** Looks at a dataset from outside. */
export async function importedState(
  storage: DatasetsStorage,
  datasetId: string,
): Promise<ImportedState> {
  const { pagination: items } = await storage.listItems({ datasetId, pagination: everything });
  const { pagination: versions } = await storage.listVersions({
    datasetId,
    pagination: everything,
  });
  const { problems } = await storage.verify({ datasetId });
  return { items: items.total, versions: versions.total, problems };
}
