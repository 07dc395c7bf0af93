import type { ReadItem } from './contender.js';

/** What the benchmarks use of the peer's item: the answer is its `groundTruth`. */
interface MastraItem extends ReadItem {
  readonly datasetVersion: number;
}

/** The content of an item. */
export interface MastraContent {
  readonly input: unknown;
  readonly groundTruth?: unknown;
}

/** What the benchmarks use of the peer's datasets. */
export interface MastraDatasets {
  createDataset(input: { name: string }): Promise<{ id: string }>;
  getDatasetById(input: { id: string }): Promise<{ version: number } | null>;
  addItem(input: MastraContent & { datasetId: string }): Promise<MastraItem>;
  updateItem(input: MastraContent & { datasetId: string; id: string }): Promise<MastraItem>;
  deleteItem(input: { datasetId: string; id: string }): Promise<void>;
  batchInsertItems(input: { datasetId: string; items: MastraContent[] }): Promise<MastraItem[]>;
  batchDeleteItems(input: { datasetId: string; itemIds: string[] }): Promise<void>;
  getItemById(input: { id: string; datasetVersion?: number }): Promise<MastraItem | null>;
  getItemsByVersion(input: { datasetId: string; version: number }): Promise<MastraItem[]>;
  listItems(input: {
    datasetId: string;
    pagination: { page: number; perPage: number };
    version?: number;
  }): Promise<{ items: MastraItem[]; pagination: { total: number } }>;
}

/** What the benchmarks use of the peer's stores. */
export interface MastraStore {
  init(): Promise<void>;
  getStore(domain: 'datasets'): Promise<MastraDatasets | undefined>;
  close?(): Promise<void>;
}

export type MastraLibSQLStore = new (config: { id: string; url: string }) => MastraStore;
export type MastraInMemoryStore = new () => MastraStore;
