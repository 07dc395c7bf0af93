import {
  readItems,
  type PreparedFile,
  type ReadingProgress,
  type Rejection,
  type Row,
} from '@mastra-datasets/files';

/** A row that is not imported, and why. */
export interface RejectedRow {
  readonly rejection: Rejection;
  readonly row: Pick<Row, 'raw'>;
}

/** A file as lines that an import takes. */
export interface ReadLines {
  readonly lines: Blob;
  readonly count: number;
  /** Rows that are no items, in the order of the file. */
  readonly rejected: readonly RejectedRow[];
  readonly notes: readonly string[];
}

/** How much text is collected before it becomes a part of the lines, in characters. */
const PIECE_LENGTH = 1_000_000;

/** How many rows are read before the page may do other things. */
const ROWS_AT_ONCE = 500;

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

/** Lets the page show what there is to show, and take what its user does. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Reads all rows of a file. What is read is kept by the browser, outside of the memory of the page. */
export async function readLines(
  prepared: PreparedFile,
  { signal, onProgress }: ReadOptions,
): Promise<ReadLines> {
  const rejected: RejectedRow[] = [];
  const notes: string[] = [];
  let lines = new Blob([]);
  let piece = '';
  let count = 0;
  const source = readItems([prepared], {
    onProgress: (progress, isEnd) => {
      if (isEnd || progress.rows % ROWS_AT_ONCE === 0) onProgress?.(progress);
    },
    onRejected: (rejection, row) => rejected.push({ rejection, row }),
    onNote: (note) => notes.push(note),
  });
  const flush = () => {
    lines = new Blob([lines, piece]);
    piece = '';
  };
  for await (const item of source.items) {
    piece += `${JSON.stringify(item)}\n`;
    count += 1;
    if (piece.length >= PIECE_LENGTH) flush();
    if (count % ROWS_AT_ONCE === 0) {
      await pause();
      signal.throwIfAborted();
    }
  }
  signal.throwIfAborted();
  source.assertColumns();
  flush();
  return { lines, count, rejected, notes };
}

/** Finds the rows of some items once more, by the number of each item. */
export async function findRows(
  prepared: PreparedFile,
  wanted: ReadonlySet<number>,
  { signal }: ReadOptions,
): Promise<ReadonlyMap<number, Row>> {
  const found = new Map<number, Row>();
  let index = 0;
  const source = readItems([prepared], {
    onProgress: () => undefined,
    onRejected: () => undefined,
    onNote: () => undefined,
    onItem: async (_item, { row }) => {
      if (wanted.has(index)) found.set(index, row);
      index += 1;
      if (index % ROWS_AT_ONCE === 0) await pause();
    },
  });
  const items = source.items[Symbol.asyncIterator]();
  while (found.size < wanted.size && (await items.next()).done !== true) signal.throwIfAborted();
  await items.return?.();
  return found;
}
