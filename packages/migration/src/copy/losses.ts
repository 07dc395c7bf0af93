import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASETS,
  type CommitRecord,
  type DatasetsPrimitives,
  type ItemRecord,
} from '@mastra-datasets/core';
import type { Dialect } from '../connection/connection.js';
import type { Columns } from '../tables/columns.js';
import { splitDataset } from '../tables/dataset-rows.js';
import { splitItem } from '../tables/item-rows.js';

/** What Mastra's tables have no place for. */
export interface MigrationLoss {
  readonly kind:
    | 'author'
    | 'message'
    | 'tag'
    | 'splits'
    /** A member of the attributes of items. */
    | 'itemAttribute'
    /** A member of the attributes of datasets. */
    | 'datasetAttribute';
  /** The name of the attribute; absent for anything else. */
  readonly name?: string;
  /** How many versions, tags, states of items or datasets have it. */
  readonly count: number;
}

/** How many items are looked at together. */
const BATCH_SIZE = 1_000;

/** Text that PostgreSQL takes into no JSON: the character 0, and halves of characters. */
const NOT_FOR_POSTGRES = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89ab][0-9a-f]{2}|d[c-f][0-9a-f]{2})/;

/** Finds what some datasets have that Mastra's tables cannot hold. */
export class LossFinder {
  readonly #whole: DatasetsPrimitives;
  readonly #columns: Columns;
  readonly #dialect: Dialect;
  readonly #found = new Map<string, MigrationLoss>();

  constructor(whole: DatasetsPrimitives, columns: Columns, dialect: Dialect) {
    this.#whole = whole;
    this.#columns = columns;
    this.#dialect = dialect;
  }

  /** What was found so far. */
  get losses(): readonly MigrationLoss[] {
    return [...this.#found.values()];
  }

  /**
   * Looks through all versions of a dataset. Rejects with `NOT_SUPPORTED` where one holds text that
   * the database cannot store at all.
   */
  async lookThrough(datasetId: string): Promise<void> {
    const record = await this.#whole.findDataset(datasetId);
    if (record === null) return;
    const { held, lost } = splitDataset(record, this.#columns[TABLE_DATASETS]);
    this.#requireStorable(held, datasetId);
    for (const name of lost) this.#count('datasetAttribute', name);
    (await this.#whole.findTags(datasetId)).forEach(() => {
      this.#count('tag');
    });
    let after = Number.MIN_SAFE_INTEGER;
    for (let number = 0; number <= record.versionNumber; number += 1) {
      const commit = await this.#whole.findCommit(datasetId, { type: 'number', number });
      if (commit === null) continue;
      if (commit.author !== null) this.#count('author');
      if (commit.message !== null) this.#count('message');
      await this.#lookThroughItems(commit, after);
      after = commit.version;
    }
  }

  async #lookThroughItems({ datasetId, version }: CommitRecord, after: number): Promise<void> {
    const ids = await this.#whole.findChangedItemIds(datasetId, after, version);
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const batch = ids.slice(start, start + BATCH_SIZE);
      for (const item of await this.#whole.findItems(batch, version, datasetId)) {
        this.#lookAt(item);
      }
    }
  }

  #lookAt(item: ItemRecord): void {
    if (item.purgedAt !== null) return;
    if (item.splits !== null) this.#count('splits');
    const { held, lost } = splitItem(item, this.#columns[TABLE_DATASET_ITEMS]);
    this.#requireStorable(held, item.datasetId, item.id);
    for (const name of lost) this.#count('itemAttribute', name);
  }

  #count(kind: MigrationLoss['kind'], name?: string): void {
    const key = JSON.stringify([kind, name]);
    const count = (this.#found.get(key)?.count ?? 0) + 1;
    this.#found.set(key, { kind, ...(name === undefined ? {} : { name }), count });
  }

  #requireStorable(content: unknown, datasetId: string, itemId?: string): void {
    if (this.#dialect.keepsMemberOrder || !NOT_FOR_POSTGRES.test(JSON.stringify(content))) return;
    const what = itemId === undefined ? `dataset ${datasetId}` : `item ${itemId} of ${datasetId}`;
    throw new DatasetsError(
      'NOT_SUPPORTED',
      `The ${what} has text that PostgreSQL cannot store as Mastra does: the character 0, or half ` +
        'of a character. Nothing was copied.',
      { details: { datasetId, ...(itemId === undefined ? {} : { itemId }) } },
    );
  }
}

const NAMES: Readonly<Record<MigrationLoss['kind'], string>> = {
  author: 'who made versions',
  message: 'the messages of versions',
  tag: 'tags',
  splits: 'the splits of items',
  itemAttribute: 'an attribute of items',
  datasetAttribute: 'an attribute of datasets',
};

/** Says what is lost, such as `tags (3)`. */
export function describeLoss({ kind, name, count }: MigrationLoss): string {
  const what = name === undefined ? NAMES[kind] : `${NAMES[kind]}, ${JSON.stringify(name)}`;
  return `${what} (${count.toLocaleString('en-US')})`;
}
