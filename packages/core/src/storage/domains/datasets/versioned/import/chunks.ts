import type { NormalizedNewItem } from '../../../../../arguments/item-content.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { DatasetsError } from '../../../../../errors.js';
import type { NewDatasetItem } from '../../../../types.js';

/** How many items are stored at a time. */
const CHUNK_LENGTH = 1_000;

/** About how much text is stored at a time, in bytes, unless a single item has more. */
const CHUNK_SIZE = 8_000_000;

/** An item of an import, checked by itself. */
export interface ImportedItem {
  /** Its place among all items given. */
  readonly index: number;
  /** As it was given. */
  readonly given: NewDatasetItem;
  readonly item: NormalizedNewItem;
}

/** Names an item in errors. */
export function pathOf(index: number): string {
  return `items[${index}]`;
}

/** Gives what an iterable yields. Throws `INVALID_ARGUMENT` with the cause when it throws. */
async function* readItems(
  items: Iterable<NewDatasetItem> | AsyncIterable<NewDatasetItem>,
): AsyncGenerator<NewDatasetItem, void, undefined> {
  const reading = (async function* () {
    yield* items;
  })();
  try {
    for (;;) {
      const next = await reading.next().catch((error: unknown) => {
        throw invalidArgument('items', 'reading them failed', error);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await reading.return();
  }
}

/** What {@link readChunks} needs beside the items. */
export interface ChunkReader {
  /** Checks an item by itself. Throws `INVALID_ARGUMENT`. */
  readonly parseItem: (item: unknown, path: string) => NormalizedNewItem;
  /** Told about an item that is refused; throws to end the import. */
  readonly reject: (index: number, item: NewDatasetItem, error: DatasetsError) => void;
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** How long items may wait until their chunk is given, in milliseconds. */
  readonly mostMs: number;
}

/** Reads items, and gives those that are well-formed in chunks; the last one may be empty. */
export async function* readChunks(
  items: Iterable<NewDatasetItem> | AsyncIterable<NewDatasetItem>,
  { parseItem, reject, now, mostMs }: ChunkReader,
): AsyncGenerator<ImportedItem[], void, undefined> {
  let chunk: ImportedItem[] = [];
  let size = 0;
  let index = 0;
  let since = now();
  for await (const given of readItems(items)) {
    try {
      const item = parseItem(given, pathOf(index));
      chunk.push({ index, given, item });
      size += item.sizeBound;
    } catch (error) {
      reject(index, given, invalidArgument(pathOf(index), 'reading it failed', error));
    }
    index += 1;
    const isFull = chunk.length >= CHUNK_LENGTH || size >= CHUNK_SIZE;
    if (!isFull && now() - since < mostMs) continue;
    yield chunk;
    since = now();
    chunk = [];
    size = 0;
  }
  yield chunk;
}
