import { idHint } from '@mastra-datasets/core';
import { LazyCache } from './lazy-cache.js';
import type { NeededCommit, Reader } from './reader.js';
import { toDatasetId, type Row } from './rows.js';

/** How many hints are remembered, at about two hundred bytes each. */
const MOST_HINTS = 100_000;

/** Reads one item: in a dataset, or wherever it is. */
type ReadOfItem = (reader: Reader, datasetId?: string, needed?: NeededCommit) => Promise<Row[]>;

/**
 * Finds items by nothing but their id where rows are spread over machines. An item's id ends as its
 * dataset's does, so the few datasets of that ending which are known are asked one after the other.
 * What is in none of them is looked for on all machines, once for each dataset: where it was found
 * is remembered.
 */
export class ItemFinder {
  readonly #reader: Reader;
  /** The primary, which has all there is. */
  readonly #connection: Reader;
  readonly #datasetsByHint: LazyCache<readonly string[]>;

  constructor(
    reader: Reader,
    connection: Reader,
    datasetsByHint = new LazyCache<readonly string[]>(MOST_HINTS),
  ) {
    this.#reader = reader;
    this.#connection = connection;
    this.#datasetsByHint = datasetsByHint;
  }

  /** Finds them with the help of another reader, and of all that is remembered. */
  on(reader: Reader): ItemFinder {
    return new ItemFinder(reader, reader, this.#datasetsByHint);
  }

  /** Runs a read of an item, as of a time if one is given, until it gives rows. */
  async find(id: string, readOfItem: ReadOfItem, at: number | null): Promise<Row[]> {
    const known = this.#datasetsByHint.get(idHint(id)) ?? [];
    for (const datasetId of known) {
      const needed = at === null ? undefined : { datasetId, version: at };
      const rows = await readOfItem(this.#reader, datasetId, needed);
      if (rows.length > 0) return rows;
    }
    const rows = await readOfItem(this.#connection);
    const [first] = rows;
    if (first !== undefined) this.#remember(id, toDatasetId(first));
    return rows;
  }

  /** Remembers the dataset of an item, unless the item has its id from elsewhere. */
  #remember(id: string, datasetId: string): void {
    const hint = idHint(id);
    if (idHint(datasetId) !== hint) return;
    const known = this.#datasetsByHint.get(hint) ?? [];
    if (!known.includes(datasetId)) this.#datasetsByHint.set(hint, [...known, datasetId]);
  }
}
