import {
  TABLE_DATASET_ITEMS,
  TABLE_DATASETS,
  type CommitRecord,
  type CommitSelector,
  type DatasetPageRequest,
  type DatasetRecord,
  type DatasetsPrimitives,
  type ItemPageRequest,
  type ItemRecord,
  type ItemStateRecord,
  type ListRange,
  type NamedItem,
  type AttributeEntry,
} from '@mastra-datasets/core';
import type { Columns } from '../tables/columns.js';
import type { MakeDocument } from '../tables/content.js';
import { projectDataset } from '../tables/dataset-rows.js';
import { projectItem } from '../tables/item-rows.js';
import { ReadOnlyPrimitives } from '../tables/read-only.js';

/** Datasets of ours as Mastra's tables can hold them: without what these have no place for. */
export class MastraView extends ReadOnlyPrimitives implements DatasetsPrimitives {
  readonly #whole: DatasetsPrimitives;
  readonly #columns: Columns;
  readonly #makeDocument: MakeDocument;

  constructor(whole: DatasetsPrimitives, columns: Columns, makeDocument: MakeDocument) {
    super();
    this.#whole = whole;
    this.#columns = columns;
    this.#makeDocument = makeDocument;
  }

  initialize(): Promise<void> {
    return Promise.resolve();
  }

  async refresh(): Promise<boolean> {
    return (await this.#whole.refresh?.()) ?? false;
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    const record = await this.#whole.findDataset(id);
    return record === null ? null : this.#dataset(record);
  }

  async pageDatasets(
    request: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const records = await this.#whole.pageDatasets(request, attributes);
    return records.map((record) => this.#dataset(record));
  }

  countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    return this.#whole.countDatasets(attributes);
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const commit = await this.#whole.findCommit(datasetId, selector);
    return commit === null ? null : withoutNotes(commit);
  }

  async pageCommits(datasetId: string, range: Omit<ListRange, 'after'>): Promise<CommitRecord[]> {
    return (await this.#whole.pageCommits(datasetId, range)).map(withoutNotes);
  }

  async findItems(
    ids: readonly string[],
    at: number | null,
    datasetId?: string,
  ): Promise<ItemRecord[]> {
    return this.#items(await this.#whole.findItems(ids, at, datasetId));
  }

  async findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    return this.#items(await this.#whole.findItemsByExternalId(datasetId, externalIds, at));
  }

  async findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const named = await this.#whole.findNamedItems(datasetId, externalIds);
    return named.map((state) => ({ ...state, item: this.#item(state.item) }));
  }

  async findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]> {
    const states = await this.#whole.findItemStates(ids, datasetId);
    return states.map((state) => ({ ...state, item: this.#item(state.item) }));
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    return this.#items(await this.#whole.pageItems(request));
  }

  countSplits(): Promise<[]> {
    return Promise.resolve([]);
  }

  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    return this.#whole.findChangedItemIds(datasetId, after, upTo);
  }

  findPurgedItemIds(datasetId: string): Promise<string[]> {
    return this.#whole.findPurgedItemIds(datasetId);
  }

  findTags(): Promise<[]> {
    return Promise.resolve([]);
  }

  #dataset(record: DatasetRecord): DatasetRecord {
    return projectDataset(record, this.#columns[TABLE_DATASETS], this.#makeDocument);
  }

  #item(record: ItemRecord): ItemRecord {
    return projectItem(record, this.#columns[TABLE_DATASET_ITEMS], this.#makeDocument);
  }

  #items(records: readonly ItemRecord[]): ItemRecord[] {
    return records.map((record) => this.#item(record));
  }
}

/** In Mastra every purge is one in place, which belongs to no version. */
function withoutNotes(commit: CommitRecord): CommitRecord {
  return { ...commit, purged: 0, author: null, message: null };
}
