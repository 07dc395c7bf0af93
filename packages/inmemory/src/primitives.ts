import type {
  AttributeEntry,
  CommitConditions,
  CommitNotes,
  CommitRecord,
  CommitRefused,
  CommitRequest,
  CommitResult,
  CommitSelector,
  ConfirmRefused,
  DatasetPageRequest,
  DatasetRecord,
  DatasetsPrimitives,
  DatasetUpdate,
  DatasetUpdateRefused,
  ForkRefused,
  ForkSource,
  ItemCountCorrection,
  ItemInsert,
  ItemPageRequest,
  ItemRecord,
  ItemStateRecord,
  ListRange,
  NamedItem,
  NumberedVersion,
  PurgeRequest,
  SplitCount,
  StoredTag,
  TagRecord,
  TagRefused,
} from '@mastra-datasets/core';
import {
  compareDatasetPositions,
  datasetPosition,
  forkOn,
  isRefused,
  stagingInMemory,
  tagOn,
  updatedDatasetOn,
} from '@mastra-datasets/core';
import { AttributeIndex } from './attribute-index.js';
import { DatasetState } from './dataset-state.js';

/** The primitives over plain maps. Each runs without a pause, so each is atomic. */
export class InMemoryPrimitives implements DatasetsPrimitives {
  readonly #datasets = new Map<string, DatasetState>();
  /** The dataset of every item that is or was there. */
  readonly #datasetOfItem = new Map<string, DatasetState>();
  readonly #attributes = new AttributeIndex();
  readonly staging = stagingInMemory(this);

  initialize(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.clear();
  }

  clear(): Promise<void> {
    this.#datasets.clear();
    this.#attributes.clear();
    this.#datasetOfItem.clear();
    return Promise.resolve();
  }

  insertDataset(
    dataset: DatasetRecord,
    items: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    if (this.#datasets.has(dataset.id)) return Promise.resolve(false);
    const state = new DatasetState(dataset, items, notes);
    this.#datasets.set(dataset.id, state);
    this.#attributes.add(dataset);
    for (const { id } of items) this.#datasetOfItem.set(id, state);
    return Promise.resolve(true);
  }

  async insertFork(
    dataset: DatasetRecord,
    items: readonly ItemInsert[],
    notes: CommitNotes,
    source: ForkSource,
  ): Promise<DatasetRecord | ForkRefused> {
    const origin = this.#datasets.get(source.datasetId);
    const fork = forkOn(source, dataset, {
      holder: this.#datasets.get(dataset.id)?.record ?? null,
      source: origin?.record ?? null,
      purgedIds: origin?.purgedItemIds() ?? [],
    });
    if (!isRefused(fork)) await this.insertDataset(dataset, items, notes);
    return fork;
  }

  updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    const state = this.#datasets.get(update.record.id);
    const updated = updatedDatasetOn(update, state?.record ?? null);
    if (state === undefined || isRefused(updated)) return Promise.resolve(updated);
    this.#attributes.remove(state.record);
    state.record = updated;
    this.#attributes.add(updated);
    return Promise.resolve(updated);
  }

  deleteDataset(id: string): Promise<void> {
    const state = this.#datasets.get(id);
    for (const itemId of state?.itemIds() ?? []) this.#datasetOfItem.delete(itemId);
    if (state !== undefined) this.#attributes.remove(state.record);
    this.#datasets.delete(id);
    return Promise.resolve();
  }

  findDataset(id: string): Promise<DatasetRecord | null> {
    return Promise.resolve(this.#datasets.get(id)?.record ?? null);
  }

  pageDatasets(
    { after, orderBy, offset, limit }: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const page = this.#withAttributes(attributes)
      .map((record) => ({ ...datasetPosition(orderBy, record), record }))
      .filter((place) => after === null || compareDatasetPositions(orderBy, place, after) > 0)
      .sort((left, right) => compareDatasetPositions(orderBy, left, right))
      .slice(offset, limit === null ? undefined : offset + limit);
    return Promise.resolve(page.map(({ record }) => record));
  }

  countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    return Promise.resolve(this.#withAttributes(attributes).length);
  }

  #withAttributes(attributes: readonly AttributeEntry[]): DatasetRecord[] {
    const ids = this.#attributes.find(attributes) ?? this.#datasets.keys();
    return [...ids].flatMap((id) => this.#datasets.get(id)?.record ?? []);
  }

  commit(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    const state = this.#datasets.get(request.datasetId);
    if (state === undefined) return Promise.resolve({ refused: 'dataset' });
    const result = state.commit(request);
    if (!isRefused(result)) {
      for (const { id } of request.inserts) this.#datasetOfItem.set(id, state);
    }
    return Promise.resolve(result);
  }

  purgeInPlace({ datasetId, ids, purgedAt }: PurgeRequest): Promise<void> {
    const state = this.#datasets.get(datasetId);
    for (const id of ids) state?.purge(id, purgedAt);
    return Promise.resolve();
  }

  findPurgedItemIds(datasetId: string): Promise<string[]> {
    return Promise.resolve(this.#datasets.get(datasetId)?.purgedItemIds() ?? []);
  }

  confirm(conditions: CommitConditions): Promise<NumberedVersion | ConfirmRefused> {
    const state = this.#datasets.get(conditions.datasetId);
    if (state === undefined) return Promise.resolve({ refused: 'dataset' });
    return Promise.resolve(state.confirm(conditions));
  }

  findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    return Promise.resolve(this.#datasets.get(datasetId)?.findCommit(selector) ?? null);
  }

  pageCommits(
    datasetId: string,
    { offset, limit }: Omit<ListRange, 'after'>,
  ): Promise<CommitRecord[]> {
    return Promise.resolve(this.#datasets.get(datasetId)?.pageCommits(offset, limit) ?? []);
  }

  findItems(ids: readonly string[], at: number | null): Promise<ItemRecord[]> {
    return Promise.resolve(
      ids.flatMap((id) => this.#datasetOfItem.get(id)?.findItem(id, at) ?? []),
    );
  }

  findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    const state = this.#datasets.get(datasetId);
    return Promise.resolve(
      externalIds.flatMap((externalId) => state?.findItemByExternalId(externalId, at) ?? []),
    );
  }

  findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const state = this.#datasets.get(datasetId);
    return Promise.resolve(
      externalIds.flatMap((externalId) => state?.findNamedItem(externalId) ?? []),
    );
  }

  findItemStates(ids: readonly string[]): Promise<ItemStateRecord[]> {
    return Promise.resolve(
      ids.flatMap((id) => this.#datasetOfItem.get(id)?.findItemStates(id) ?? []),
    );
  }

  pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    return Promise.resolve(this.#datasets.get(request.datasetId)?.pageItems(request) ?? []);
  }

  countSplits(datasetId: string, at: number): Promise<SplitCount[]> {
    return Promise.resolve(this.#datasets.get(datasetId)?.countSplits(at) ?? []);
  }

  findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const state = this.#datasets.get(datasetId);
    return Promise.resolve(state?.findChangedItemIds(after, upTo) ?? []);
  }

  putTag(
    tag: Omit<TagRecord, 'number'>,
    move: boolean,
    upTo: number | null,
  ): Promise<StoredTag | TagRefused> {
    const state = this.#datasets.get(tag.datasetId);
    const findUpTo = (time: number) => state?.findCommit({ type: 'at', time }) ?? null;
    const stored = tagOn({ tag, move, upTo }, findUpTo, state?.tags.get(tag.tag));
    if (isRefused(stored)) return Promise.resolve(stored);
    state?.tags.set(tag.tag, stored);
    return Promise.resolve({ createdAt: stored.createdAt });
  }

  deleteTag(datasetId: string, tag: string): Promise<boolean> {
    return Promise.resolve(this.#datasets.get(datasetId)?.tags.delete(tag) ?? false);
  }

  correctItemCounts(correction: ItemCountCorrection): Promise<boolean> {
    const dataset = this.#datasets.get(correction.datasetId);
    return Promise.resolve(dataset?.correctItemCounts(correction) ?? false);
  }

  findTags(datasetId: string): Promise<TagRecord[]> {
    return Promise.resolve([...(this.#datasets.get(datasetId)?.tags.values() ?? [])]);
  }
}
