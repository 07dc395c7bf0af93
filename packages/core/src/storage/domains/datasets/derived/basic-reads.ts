import type * as types from '../../../types.js';

/** The reads of every storage that the derived methods are made of. */
export interface BasicReads {
  getDatasetById(input: { id: string }): Promise<types.Dataset | null>;
  getItemsByVersion(input: {
    datasetId: string;
    version: types.VersionReference;
  }): Promise<types.DatasetItem[]>;
  iterateItems(input: types.IterateItemsInput): AsyncIterable<types.DatasetItem>;
}
