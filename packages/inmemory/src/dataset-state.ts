import type {
  CommitBasis,
  CommitConditions,
  CommitNotes,
  CommitRecord,
  CommitRefused,
  CommitRequest,
  CommitResult,
  CommitSelector,
  ConfirmRefused,
  DatasetRecord,
  ItemCountCorrection,
  ItemDocuments,
  ItemInsert,
  ItemOrder,
  ItemPageRequest,
  ItemRecord,
  ItemStateRecord,
  ItemUpdate,
  ListPosition,
  NamedItem,
  NumberedVersion,
  SplitCount,
  TagRecord,
} from '@mastra-datasets/core';
import {
  confirmOn,
  countSplits,
  hintTest,
  insertedItem,
  nextVersion,
  refusalOfCommit,
} from '@mastra-datasets/core';
import { CommitLog } from './commit-log.js';
import { History, withoutContent } from './history.js';
import { compareOldestFirst, ItemList, itemsFrom } from './item-list.js';

/** A dataset with its items, history, commits and tags. */
export class DatasetState {
  record: DatasetRecord;
  readonly tags = new Map<string, TagRecord>();
  readonly #commits = new CommitLog();
  readonly #items = new Map<string, ItemRecord>();
  readonly #idsByExternalId = new Map<string, string>();
  readonly #list = new ItemList();
  readonly #history = new History();
  readonly #purged = new Set<string>();

  constructor(record: DatasetRecord, items: readonly ItemInsert[], notes: CommitNotes) {
    this.record = record;
    for (const item of items) this.#insert(item, record.version);
    this.#commits.add(record, { ...notes, inserts: items, updates: [], deletes: [], purges: [] });
  }

  /** Applies a commit, unless a condition does not hold. */
  commit(request: CommitRequest): CommitResult | CommitRefused {
    const refusal = refusalOfCommit(request, this.#basis);
    if (refusal !== null) return refusal;
    const version = nextVersion(request.now(), this.record.version);
    const number = this.record.versionNumber + 1;
    this.record = { ...this.record, version, versionNumber: number };
    const deleted = request.deletes.flatMap((id) => this.#items.get(id) ?? []);
    this.#list.remove(deleted);
    for (const item of deleted) this.#delete(item, version);
    const updated = request.updates.flatMap((update) => {
      const item = this.#items.get(update.id);
      return item === undefined ? [] : [this.#replace(item, update, version)];
    });
    for (const insert of request.inserts) this.#insert(insert, version);
    for (const id of request.purges) {
      this.#history.purge(id, version);
      this.#notePurge(id);
    }
    this.#commits.add(this.record, request);
    return { version, number, updated: request.returnsUpdated ? updated : [] };
  }

  /** Removes the content of every state of an item. */
  purge(id: string, purgedAt: number): void {
    this.#history.purge(id, purgedAt);
    const item = this.#items.get(id);
    if (item?.purgedAt === null) {
      const mark = withoutContent(item, purgedAt);
      if (item.externalId !== null) this.#idsByExternalId.delete(item.externalId);
      this.#items.set(id, mark);
      this.#list.replace(mark);
    }
    this.#notePurge(id);
  }

  /** The ids of the items that have lost content. */
  purgedItemIds(): string[] {
    return [...this.#purged];
  }

  #notePurge(id: string): void {
    if (this.#isPurged(id)) this.#purged.add(id);
  }

  /** Checks the conditions of a commit, and makes none. */
  confirm(conditions: CommitConditions): NumberedVersion | ConfirmRefused {
    return confirmOn(conditions, this.#basis);
  }

  get #basis(): CommitBasis {
    return {
      dataset: this.record,
      newest: this.newestCommit,
      findItem: (id) => this.#items.get(id) ?? null,
      findNamed: (externalId) => this.findNamedItem(externalId),
      isPurged: (id) => this.#isPurged(id),
    };
  }

  #isPurged(id: string): boolean {
    const current = this.#items.get(id)?.purgedAt ?? null;
    return current !== null || this.#history.hasPurged(id);
  }

  /** The ids of all items that are or were there. */
  itemIds(): string[] {
    return [...this.#items.keys(), ...this.#history.ids()];
  }

  get newestCommit(): CommitRecord | null {
    return this.#commits.newest;
  }

  findCommit(selector: CommitSelector): CommitRecord | null {
    if (selector.type !== 'tag') return this.#commits.find(selector);
    const number = this.tags.get(selector.tag)?.number ?? null;
    return number === null ? null : this.#commits.find({ type: 'number', number });
  }

  /** Newest first. */
  pageCommits(offset: number, limit: number | null): CommitRecord[] {
    return this.#commits.page(offset, limit);
  }

  correctItemCounts(correction: ItemCountCorrection): boolean {
    return this.#commits.correctItemCounts(correction);
  }

  findItem(id: string, at: number | null): ItemRecord | null {
    const current = this.#items.get(id) ?? null;
    if (at === null || (current !== null && current.version <= at)) return current;
    return this.#history.find(id, at);
  }

  findItemByExternalId(externalId: string, at: number | null): ItemRecord | null {
    const id = this.#idsByExternalId.get(externalId);
    const current = id === undefined ? null : (this.#items.get(id) ?? null);
    if (at === null || (current !== null && current.version <= at)) return current;
    return this.#history.snapshot(at).find((item) => item.externalId === externalId) ?? null;
  }

  findItemStates(id: string): ItemStateRecord[] {
    const current = this.#items.get(id);
    const former = this.#history.statesOf(id).map((state) => {
      const commit = this.findCommit({ type: 'at', time: state.validTo });
      return { ...state, validToNumber: commit?.number ?? null };
    });
    if (current === undefined) return former;
    return [{ item: current, validTo: null, validToNumber: null }, ...former];
  }

  pageItems({ at, after, offset, limit, order, hints }: ItemPageRequest): ItemRecord[] {
    const isNewest = at >= this.record.version;
    if (isNewest && hints === undefined) return this.#list.page({ after, offset, limit, order });
    const page: ItemRecord[] = [];
    let skipped = 0;
    if (limit === 0) return page;
    const isWanted = hints === undefined ? () => true : hintTest(hints);
    const items = isNewest ? this.#list.from(after, order) : this.#snapshot(at, after, order);
    for (const item of items) {
      if (!isWanted(item)) continue;
      if (skipped < offset) skipped += 1;
      else if (page.push(item) === limit) break;
    }
    return page;
  }

  countSplits(at: number): SplitCount[] {
    return countSplits(this.pageItems(everyItem(this.record.id, at)));
  }

  findChangedItemIds(after: number, upTo: number): string[] {
    return this.#commits.changedIds(after, upTo);
  }

  /** The item that an external id names: current, or in its last state. */
  findNamedItem(externalId: string): NamedItem | null {
    const current = this.findItemByExternalId(externalId, null);
    if (current !== null) return { item: current, validTo: null };
    return this.#history.findNamed(externalId);
  }

  #insert(insert: ItemInsert, version: number): void {
    const item = insertedItem(
      this.record.id,
      { version, number: this.record.versionNumber },
      insert,
    );
    this.#items.set(item.id, item);
    this.#list.add(item);
    if (item.externalId !== null) this.#idsByExternalId.set(item.externalId, item.id);
  }

  #replace(item: ItemRecord, update: ItemUpdate, version: number): ItemRecord {
    const kept = <Name extends keyof ItemDocuments>(name: Name): ItemDocuments[Name] =>
      (update[name] === undefined ? item : update)[name] as ItemDocuments[Name];
    // Written out, so that all records have one shape, which reads are fastest with.
    const replacement: ItemRecord = {
      id: item.id,
      datasetId: item.datasetId,
      externalId: item.externalId,
      version,
      versionNumber: this.record.versionNumber,
      input: kept('input'),
      expectedOutput: kept('expectedOutput'),
      context: kept('context'),
      splits: kept('splits'),
      source: kept('source'),
      attributes: kept('attributes'),
      createdAt: item.createdAt,
      updatedAt: version,
      purgedAt: null,
    };
    this.#history.add(item, version);
    this.#items.set(item.id, replacement);
    this.#list.replace(replacement);
    return replacement;
  }

  #delete(item: ItemRecord, version: number): void {
    this.#history.add(item, version);
    this.#items.delete(item.id);
    if (item.externalId !== null) this.#idsByExternalId.delete(item.externalId);
  }

  /** Merges the current items that are old enough with the states that have ended since. */
  *#snapshot(
    at: number,
    after: ListPosition | null,
    order: ItemOrder,
  ): Generator<ItemRecord, void, undefined> {
    const direction = order === 'oldest' ? 1 : -1;
    const former = itemsFrom(this.#history.snapshot(at), after, order);
    let next = former.next().value;
    for (const item of this.#list.from(after, order)) {
      while (next !== undefined && direction * compareOldestFirst(next, item) < 0) {
        yield next;
        next = former.next().value;
      }
      if (item.version <= at) yield item;
    }
    for (; next !== undefined; next = former.next().value) yield next;
  }
}

/** Asks for every item of a snapshot. */
function everyItem(datasetId: string, at: number): ItemPageRequest {
  return { datasetId, at, order: 'newest', after: null, offset: 0, limit: null };
}
