import { idHint } from '@mastra-datasets/core';
import { LRUCache } from 'lru-cache';
import type { Reader } from './reader.js';
import { toId, type Row } from './rows.js';
import { findDatasetsByHint } from './sql/datasets.js';
import type { Statement } from './sql/statement.js';
import type { Tables } from './tables.js';

/** How many hints are remembered, at about two hundred bytes each. */
const MOST_HINTS = 100_000;

/** Writes a read of one item: in a dataset, or wherever it is. */
type ReadOfItem = (datasetId?: string) => Statement;

/**
 * Finds items by nothing but their id where rows are spread over machines. An item's id ends as its
 * dataset's does, so the few datasets of that ending are asked one after the other; they are looked
 * up once. Only what is in none of them, as an item of no dataset, is looked for on all machines.
 */
export class ItemFinder {
  readonly #reader: Reader;
  /** The primary, which has all there is. */
  readonly #connection: Reader;
  readonly #tables: Tables;
  readonly #datasetsByHint = new LRUCache<string, readonly string[]>({ max: MOST_HINTS });

  constructor(reader: Reader, connection: Reader, tables: Tables) {
    this.#reader = reader;
    this.#connection = connection;
    this.#tables = tables;
  }

  /** Runs a read of an item, as of a time if one is given, until it gives rows. */
  async find(id: string, readOfItem: ReadOfItem, at: number | null): Promise<Row[]> {
    for (const datasetId of await this.#datasetsOf(idHint(id))) {
      const needed = at === null ? undefined : { datasetId, version: at };
      const rows = await this.#reader.read(readOfItem(datasetId), needed);
      if (rows.length > 0) return rows;
    }
    return this.#connection.read(readOfItem());
  }

  async #datasetsOf(hint: string): Promise<readonly string[]> {
    const known = this.#datasetsByHint.get(hint);
    if (known !== undefined) return known;
    const found = (await this.#reader.read(findDatasetsByHint(this.#tables, hint))).map(toId);
    // A dataset that is made later is looked up then.
    if (found.length > 0) this.#datasetsByHint.set(hint, found);
    return found;
  }
}
