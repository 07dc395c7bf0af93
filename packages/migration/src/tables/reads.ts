import {
  attributesOf,
  compareDatasetPositions,
  datasetPosition,
  TABLE_DATASET_ITEMS,
  type AttributeEntry,
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
  type TagRecord,
} from '@mastra-datasets/core';
import { ReadOnlyPrimitives } from './read-only.js';
import type { DatasetIndex } from './dataset-index.js';
import type { TablesReader } from './reader.js';
import { Snapshots } from './snapshot.js';
import { textOf } from './values.js';

/** The versions of Mastra's tables, read as the primitives of an adapter read theirs. */
export class MastraReads extends ReadOnlyPrimitives implements DatasetsPrimitives {
  readonly #reader: TablesReader;
  readonly #snapshots = new Snapshots();

  constructor(reader: TablesReader) {
    super();
    this.#reader = reader;
  }

  async initialize(): Promise<void> {
    await this.#reader.columns();
  }

  async findDataset(id: string): Promise<DatasetRecord | null> {
    return (await this.#reader.dataset(id))?.record ?? null;
  }

  async pageDatasets(
    { after, offset, limit, orderBy }: DatasetPageRequest,
    attributes: readonly AttributeEntry[],
  ): Promise<DatasetRecord[]> {
    const found = (await this.#datasetsWith(attributes)).map((record) => ({
      record,
      position: datasetPosition(orderBy, record),
    }));
    const ordered = found
      .filter(
        ({ position }) => after === null || compareDatasetPositions(orderBy, position, after) > 0,
      )
      .sort((left, right) => compareDatasetPositions(orderBy, left.position, right.position));
    const end = limit === null ? undefined : offset + limit;
    return ordered.slice(offset, end).map(({ record }) => record);
  }

  async countDatasets(attributes: readonly AttributeEntry[]): Promise<number> {
    return (await this.#datasetsWith(attributes)).length;
  }

  async findCommit(datasetId: string, selector: CommitSelector): Promise<CommitRecord | null> {
    const index = await this.#indexFor(datasetId, selector);
    return index?.timeline.find(selector) ?? null;
  }

  async pageCommits(
    datasetId: string,
    { offset, limit }: Omit<ListRange, 'after'>,
  ): Promise<CommitRecord[]> {
    const found = await this.#reader.dataset(datasetId);
    const end = limit === null ? undefined : offset + limit;
    return found?.index.timeline.commits.toReversed().slice(offset, end) ?? [];
  }

  async findItems(
    ids: readonly string[],
    at: number | null,
    datasetId?: string,
  ): Promise<ItemRecord[]> {
    const items: ItemRecord[] = [];
    for (const id of datasetId === undefined ? await this.#datasetsOf(ids) : [datasetId]) {
      const snapshot = await this.#snapshot(id, at);
      if (snapshot === null) continue;
      const { index, number } = snapshot;
      const states = ids.flatMap((item) => index.stateAt(item, number) ?? []);
      items.push(...(await this.#reader.items(index, states)));
    }
    return items;
  }

  async findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    const ids = await this.#idsWith(datasetId, this.#isAmong('externalId'), externalIds);
    const items = await this.findItems(ids, at, datasetId);
    return items.filter(
      ({ externalId }) => externalId !== null && externalIds.includes(externalId),
    );
  }

  async findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const ids = await this.#idsWith(datasetId, this.#isAmong('externalId'), externalIds);
    const newest = new Map<string, ItemStateRecord>();
    for (const state of await this.findItemStates(ids, datasetId)) {
      const { externalId } = state.item;
      if (externalId === null || !externalIds.includes(externalId)) continue;
      const present = newest.get(externalId);
      if (present === undefined || endOf(state) > endOf(present)) newest.set(externalId, state);
    }
    return [...newest.values()];
  }

  async findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]> {
    const found: ItemStateRecord[] = [];
    for (const id of datasetId === undefined ? await this.#datasetsOf(ids) : [datasetId]) {
      const index = (await this.#snapshot(id, null))?.index;
      if (index === undefined) continue;
      const states = ids.flatMap((item) => index.statesOf(item).filter((s) => !s.isDeleted));
      for (const item of await this.#reader.items(index, states)) {
        const state = index.statesOf(item.id).find(({ number }) => number === item.versionNumber);
        const validToNumber = state?.end ?? null;
        const validTo = validToNumber === null ? null : index.timeline.timeOf(validToNumber);
        found.push({ item, validTo, validToNumber });
      }
    }
    return found;
  }

  async pageItems({ datasetId, at, ...range }: ItemPageRequest): Promise<ItemRecord[]> {
    const snapshot = await this.#snapshot(datasetId, at);
    if (snapshot === null) return [];
    const { index, number } = snapshot;
    const states = this.#snapshots.rangeOf(index, number, range);
    const items = await this.#reader.items(index, states);
    const byId = new Map(items.map((item) => [item.id, item]));
    return states.flatMap(({ id }) => byId.get(id) ?? []);
  }

  /** Mastra has no splits. */
  countSplits(): Promise<[]> {
    return Promise.resolve([]);
  }

  async findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const index = await this.#reader.indexAt(datasetId, upTo);
    if (index === null) return [];
    const { timeline } = index;
    return index.changedBetween(timeline.numberAt(after), timeline.numberAt(upTo));
  }

  async findPurgedItemIds(datasetId: string): Promise<string[]> {
    const { dialect } = this.#reader.connection;
    const ids = await this.#idsWith(datasetId, dialect.hasPurgeMark('metadata'));
    const states = await this.findItemStates(ids, datasetId);
    const purged = states.filter(({ item }) => item.purgedAt !== null);
    return [...new Set(purged.map(({ item }) => item.id))];
  }

  /** Mastra has no tags. */
  findTags(): Promise<TagRecord[]> {
    return Promise.resolve([]);
  }

  async #datasetsWith(attributes: readonly AttributeEntry[]): Promise<DatasetRecord[]> {
    const records: DatasetRecord[] = [];
    for (const id of await this.#reader.datasetIds()) {
      const found = await this.#reader.dataset(id);
      if (found === null) continue;
      const present = new Set(attributesOf(found.record).map(entryText));
      if (attributes.every((entry) => present.has(entryText(entry)))) records.push(found.record);
    }
    return records;
  }

  async #indexFor(datasetId: string, selector: CommitSelector): Promise<DatasetIndex | null> {
    switch (selector.type) {
      case 'number':
        return this.#reader.indexTo(datasetId, selector.number);
      case 'at':
        return this.#reader.indexAt(datasetId, selector.time);
      default:
        return (await this.#reader.dataset(datasetId))?.index ?? null;
    }
  }

  /** The version that is meant by now or a time; `null` where there is none. */
  async #snapshot(
    datasetId: string,
    at: number | null,
  ): Promise<{ readonly index: DatasetIndex; readonly number: number } | null> {
    const index =
      at === null
        ? ((await this.#reader.dataset(datasetId))?.index ?? null)
        : await this.#reader.indexAt(datasetId, at);
    return index === null ? null : { index, number: index.timeline.numberAt(at ?? Infinity) };
  }

  #isAmong(column: string): string {
    return this.#reader.connection.dialect.isAmong(column);
  }

  /** The ids of the items of a dataset that have a row for which a condition holds. */
  async #idsWith(
    datasetId: string,
    condition: string,
    texts?: readonly string[],
  ): Promise<string[]> {
    const { dialect, run } = this.#reader.connection;
    const rows = await run(
      `SELECT DISTINCT "id" FROM ${dialect.table(TABLE_DATASET_ITEMS)}
        WHERE "datasetId" = ? AND ${condition}`,
      [datasetId, ...(texts === undefined ? [] : [JSON.stringify(texts)])],
    );
    return rows.map((row) => textOf(row, 'id'));
  }

  /** The datasets that have these items. */
  async #datasetsOf(ids: readonly string[]): Promise<string[]> {
    const { dialect, run } = this.#reader.connection;
    const rows = await run(
      `SELECT DISTINCT "datasetId" FROM ${dialect.table(TABLE_DATASET_ITEMS)}
        WHERE ${dialect.isAmong('id')}`,
      [JSON.stringify(ids)],
    );
    return rows.map((row) => textOf(row, 'datasetId'));
  }
}

function endOf({ validTo }: ItemStateRecord): number {
  return validTo ?? Infinity;
}

function entryText({ key, value }: AttributeEntry): string {
  return JSON.stringify([key, value]);
}
