import type { ItemRecord } from '@mastra-datasets/core';
import { LazyCache } from './lazy-cache.js';
import type { Reader } from './reader.js';
import { toGivenId } from './rows.js';
import { findGivenIds } from './sql/datasets.js';
import type { Tables } from './tables.js';

/** How many ids are remembered, at a few hundred bytes each. */
const MOST_IDS = 10_000;

/** The place of the digit in a UUID that tells its version. */
const VERSION_PLACE = 14;

/** Names the datasets of items that were read by nothing but their ids as their callers did. */
export class GivenIds {
  readonly #reader: Reader;
  readonly #tables: Tables;
  readonly #idsByKey: LazyCache<string>;

  constructor(reader: Reader, tables: Tables, idsByKey = new LazyCache<string>(MOST_IDS)) {
    this.#reader = reader;
    this.#tables = tables;
    this.#idsByKey = idsByKey;
  }

  /** Names them with the help of another reader, and of all that is remembered. */
  on(reader: Reader): GivenIds {
    return new GivenIds(reader, this.#tables, this.#idsByKey);
  }

  /** Gives items with the ids of their datasets in place of the keys. */
  async name(items: ItemRecord[]): Promise<ItemRecord[]> {
    const keys = new Set(items.map(({ datasetId }) => datasetId).filter(isMadeFromName));
    if (keys.size === 0) return items;
    await this.#learn([...keys].filter((key) => !this.#idsByKey.has(key)));
    return items.map((item) => {
      const { datasetId } = item;
      return { ...item, datasetId: this.#idsByKey.get(datasetId) ?? datasetId };
    });
  }

  async #learn(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const rows = await this.#reader.read(findGivenIds(this.#tables, keys));
    for (const [key, id] of rows.map(toGivenId)) this.#idsByKey.set(key, id);
  }
}

/** Whether a key stands for an id of another form. */
function isMadeFromName(key: string): boolean {
  return key[VERSION_PLACE] === '8';
}
