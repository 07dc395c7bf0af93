import type {
  Dataset,
  DatasetItem,
  DatasetItemDifference,
  DatasetItemState,
  DatasetTag,
  DatasetVersion,
} from '@mastra-datasets/core';
import { contentText } from '../canonical.js';
import { at, numberOf } from '../fixtures.js';

/** A commit with all the items it left, newest first. */
export interface ModelCommit {
  readonly version: Date;
  items: readonly DatasetItem[];
  readonly counts: Counts;
  readonly notes: Notes;
}

/** What a commit keeps about itself. */
export interface Notes {
  readonly author?: string;
  readonly message?: string;
}

/** An item that an external id names. */
export interface NamedByModel {
  /** Its state while it was current last. */
  readonly item: DatasetItem;
  readonly isDeleted: boolean;
}

interface Counts {
  added: number;
  updated: number;
  deleted: number;
  purged: number;
}

function newestFirst(left: DatasetItem, right: DatasetItem): number {
  const later = right.createdAt.getTime() - left.createdAt.getTime();
  return later === 0 ? (left.id < right.id ? 1 : -1) : later;
}

function indexOf(items: readonly DatasetItem[]): Map<string, DatasetItem> {
  return new Map(items.map((item) => [item.id, item]));
}

/** What a dataset should be: every snapshot it ever had, as a plain list of whole items. */
export class ModelDataset {
  dataset: Dataset;
  readonly commits: ModelCommit[] = [];
  /** The commit that each tag names. */
  readonly tags = new Map<string, { number: number; createdAt: Date }>();
  /** Items whose content was purged. */
  readonly purged = new Set<string>();

  constructor(dataset: Dataset, items: readonly DatasetItem[] = [], notes: Notes = {}) {
    this.dataset = dataset;
    const counts = { added: items.length, updated: 0, deleted: 0, purged: 0 };
    this.commits.push({ version: dataset.version, items, counts, notes });
  }

  get id(): string {
    return this.dataset.id;
  }

  get newest(): ModelCommit {
    return at(this.commits, -1);
  }

  get items(): readonly DatasetItem[] {
    return this.newest.items;
  }

  /** The fields that tell of a version, where it becomes the next commit. */
  datesOf(version: Date) {
    return { version, updatedAt: version, ...this.numbered(this.commits.length) };
  }

  /** The number of a commit as a field, where the storage has numbers. */
  numbered(number: number): { versionNumber?: number } {
    return this.dataset.versionNumber === undefined ? {} : { versionNumber: number };
  }

  find(id: string): DatasetItem | undefined {
    return this.items.find((item) => item.id === id);
  }

  /** The item that an external id names at a commit: a current one, or one that was deleted before. */
  named(externalId: string, number = this.commits.length - 1): NamedByModel | undefined {
    for (let earlier = number; earlier >= 0; earlier -= 1) {
      const { items } = at(this.commits, earlier);
      const item = items.find((candidate) => candidate.externalId === externalId);
      if (item !== undefined) return { item, isDeleted: earlier < number };
    }
    return undefined;
  }

  /** Every id the dataset ever had. */
  get allIds(): string[] {
    return [...new Set(this.commits.flatMap(({ items }) => items.map(({ id }) => id)))];
  }

  /** Adds a commit that puts some states in place and takes some items away. */
  commit(
    version: Date,
    states: readonly DatasetItem[],
    deletedIds: readonly string[],
    notes: Notes = {},
  ): void {
    const items = indexOf(this.items);
    const counts = { added: 0, updated: 0, deleted: deletedIds.length, purged: 0 };
    for (const state of states) {
      if (items.has(state.id)) counts.updated += 1;
      else counts.added += 1;
      items.set(state.id, structuredClone(state));
    }
    for (const id of deletedIds) items.delete(id);
    this.#push({ version, items: [...items.values()].sort(newestFirst), counts, notes });
  }

  /** Makes the purging commit, and replaces the item by a mark in every snapshot. */
  purge(version: Date, id: string, notes: Notes = {}): void {
    const items = this.items.filter((item) => item.id !== id);
    const deleted = this.items.length - items.length;
    const purged = this.purged.has(id) ? 0 : 1;
    this.#push({ version, items, counts: { added: 0, updated: 0, deleted, purged }, notes });
    if (purged === 1) this.purgeInPlace(version, id);
  }

  /** Replaces the item by a mark in every snapshot. */
  purgeInPlace(purgedAt: Date, id: string): void {
    this.purged.add(id);
    for (const commit of this.commits) {
      commit.items = commit.items.map((item) => {
        if (item.id !== id) return item;
        const { datasetId, version: written, createdAt, updatedAt } = item;
        const dates = { version: written, createdAt, updatedAt, purgedAt };
        return { id, datasetId, input: null, ...dates, ...numberOf(item) };
      });
    }
  }

  #push(commit: ModelCommit): void {
    this.dataset = {
      ...this.dataset,
      version: commit.version,
      ...this.numbered(this.commits.length),
    };
    this.commits.push(commit);
  }

  /** The commits as `listVersions` should give them, newest first. */
  get versions(): DatasetVersion[] {
    return this.commits.map((_, number) => this.versionOf(number)).reverse();
  }

  versionOf(number: number): DatasetVersion {
    const { version, items, counts, notes } = at(this.commits, number);
    const tags = [...this.tags].filter(([, tag]) => tag.number === number).map(([tag]) => tag);
    return {
      datasetId: this.id,
      version,
      number,
      ...counts,
      itemCount: items.length,
      ...notes,
      tags: tags.sort(),
    };
  }

  /** The tags as `listTags` should give them. */
  get tagList(): DatasetTag[] {
    return [...this.tags]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([tag, { number, createdAt }]) => {
        const { version } = at(this.commits, number);
        return { datasetId: this.id, tag, version, number, createdAt };
      });
  }

  /** The states of an item as `getItemHistory` should give them, newest first. */
  historyOf(id: string): DatasetItemState[] {
    const history: DatasetItemState[] = [];
    for (const [number, { version, items }] of this.commits.entries()) {
      const item = items.find((candidate) => candidate.id === id);
      const last = history[0];
      const open = last?.validTo === null ? last : undefined;
      if (open?.item.version.getTime() === item?.version.getTime()) continue;
      if (open !== undefined) {
        open.validTo = version;
        open.validToNumber = number;
        open.endedBy = item === undefined ? 'delete' : 'update';
      }
      if (item !== undefined) {
        history.unshift({ item, validTo: null, validToNumber: null, endedBy: null });
      }
    }
    return history;
  }

  /** The differences between two commits, by id. */
  differences(from: number, to: number): DatasetItemDifference[] {
    const before = indexOf(at(this.commits, from).items);
    const after = indexOf(at(this.commits, to).items);
    const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
    return ids.flatMap((id): DatasetItemDifference[] => {
      const ends = { id, before: before.get(id) ?? null, after: after.get(id) ?? null };
      if (ends.before === null) return [{ type: 'added', ...ends }];
      if (ends.after === null) return [{ type: 'deleted', ...ends }];
      const equal = contentText(ends.before) === contentText(ends.after);
      return equal ? [] : [{ type: 'updated', ...ends }];
    });
  }
}
