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
import type { FoundState, TablesReader } from './reader.js';
import { currentAt, Snapshots } from './snapshot.js';
import type { Timeline } from './timeline.js';
import { textOf } from './values.js';

/** The versions of Mastra's tables, read as the primitives of an adapter read theirs. */
export class MastraReads extends ReadOnlyPrimitives implements DatasetsPrimitives {
  readonly #reader: TablesReader;
  readonly #snapshots: Snapshots;

  constructor(reader: TablesReader) {
    super();
    this.#reader = reader;
    this.#snapshots = new Snapshots(reader);
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
    const timeline = await this.#timelineFor(datasetId, selector);
    return timeline?.find(selector) ?? null;
  }

  async pageCommits(
    datasetId: string,
    { offset, limit }: Omit<ListRange, 'after'>,
  ): Promise<CommitRecord[]> {
    const found = await this.#reader.dataset(datasetId);
    const end = limit === null ? undefined : offset + limit;
    return found === null ? [] : found.timeline.commits.toReversed().slice(offset, end);
  }

  async findItems(
    ids: readonly string[],
    at: number | null,
    datasetId?: string,
  ): Promise<ItemRecord[]> {
    const datasetIds = datasetId === undefined ? await this.#datasetsOf(ids) : [datasetId];
    const items: ItemRecord[] = [];
    for (const id of datasetIds) {
      const period = await this.#period(id, at);
      if (period === null) continue;
      const states = await this.#states(id, `${this.#isAmong('id')} AND ${period}`, ids);
      items.push(...states.map(({ item }) => item));
    }
    return items;
  }

  async findItemsByExternalId(
    datasetId: string,
    externalIds: readonly string[],
    at: number | null,
  ): Promise<ItemRecord[]> {
    const period = await this.#period(datasetId, at);
    if (period === null) return [];
    const condition = `${this.#isAmong('externalId')} AND ${period}`;
    const states = await this.#states(datasetId, condition, externalIds);
    // A purged item has none any more.
    return states.flatMap(({ item }) => (item.externalId === null ? [] : item));
  }

  async findNamedItems(datasetId: string, externalIds: readonly string[]): Promise<NamedItem[]> {
    const states = await this.#states(datasetId, this.#isAmong('externalId'), externalIds);
    const newest = new Map<string, ItemStateRecord>();
    for (const state of await this.#withEnds(states)) {
      const { externalId } = state.item;
      if (externalId === null) continue;
      const present = newest.get(externalId);
      if (present === undefined || endOf(state) > endOf(present)) newest.set(externalId, state);
    }
    return [...newest.values()];
  }

  async findItemStates(ids: readonly string[], datasetId?: string): Promise<ItemStateRecord[]> {
    const datasetIds = datasetId === undefined ? await this.#datasetsOf(ids) : [datasetId];
    const states: FoundState[] = [];
    for (const id of datasetIds) {
      states.push(...(await this.#states(id, this.#isAmong('id'), ids)));
    }
    return this.#withEnds(states);
  }

  async pageItems(request: ItemPageRequest): Promise<ItemRecord[]> {
    const { datasetId, at } = request;
    const ids = await this.#snapshots.idsOf(request);
    const byId = new Map<string, ItemRecord>();
    for (const item of await this.findItems(ids, at, datasetId)) byId.set(item.id, item);
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Mastra has no splits. */
  countSplits(): Promise<[]> {
    return Promise.resolve([]);
  }

  async findChangedItemIds(datasetId: string, after: number, upTo: number): Promise<string[]> {
    const timeline = await this.#reader.timelineAt(datasetId, upTo);
    if (timeline === null) return [];
    const { dialect, run } = this.#reader.connection;
    const rows = await run(
      `SELECT DISTINCT "id" FROM ${dialect.table(TABLE_DATASET_ITEMS)}
        WHERE "datasetId" = ? AND "datasetVersion" > ? AND "datasetVersion" <= ?`,
      [datasetId, timeline.numberAt(after), timeline.numberAt(upTo)],
    );
    return rows.map((row) => textOf(row, 'id'));
  }

  async findPurgedItemIds(datasetId: string): Promise<string[]> {
    const { dialect } = this.#reader.connection;
    const states = await this.#states(datasetId, dialect.hasPurgeMark('metadata'));
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

  async #timelineFor(datasetId: string, selector: CommitSelector): Promise<Timeline | null> {
    switch (selector.type) {
      case 'number':
        return this.#reader.timelineTo(datasetId, selector.number);
      case 'at':
        return this.#reader.timelineAt(datasetId, selector.time);
      default:
        return (await this.#reader.dataset(datasetId))?.timeline ?? null;
    }
  }

  /** The rows that are current now or at a time; `null` where there is no dataset. */
  async #period(datasetId: string, at: number | null): Promise<string | null> {
    if (at === null) return '"validTo" IS NULL';
    const timeline = await this.#reader.timelineAt(datasetId, at);
    return timeline === null ? null : currentAt(timeline.numberAt(at));
  }

  #isAmong(column: string): string {
    return this.#reader.connection.dialect.isAmong(column);
  }

  #states(datasetId: string, condition: string, texts?: readonly string[]): Promise<FoundState[]> {
    const values = [datasetId, ...(texts === undefined ? [] : [JSON.stringify(texts)])];
    return this.#reader.states(`"datasetId" = ? AND ${condition}`, values);
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

  async #withEnds(states: readonly FoundState[]): Promise<ItemStateRecord[]> {
    const found: ItemStateRecord[] = [];
    for (const { item, endNumber } of states) {
      const timeline =
        endNumber === null ? null : await this.#reader.timelineTo(item.datasetId, endNumber);
      const validTo = endNumber === null ? null : (timeline?.timeOf(endNumber) ?? null);
      found.push({ item, validTo, validToNumber: endNumber });
    }
    return found;
  }
}

function endOf({ validTo }: ItemStateRecord): number {
  return validTo ?? Infinity;
}

function entryText({ key, value }: AttributeEntry): string {
  return JSON.stringify([key, value]);
}
