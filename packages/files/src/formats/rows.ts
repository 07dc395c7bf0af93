import type { Placed } from '../mapping/item.js';

/** The longest row, in characters or bytes: an unclosed quote would swallow the whole file otherwise. */
export const LONGEST_ROW = 16_000_000;

/** A value of a row, with the name of its column. */
export type Cell = readonly [column: string, value: unknown];

/** A row of a file. */
export interface Row {
  /** Where it is: `line 12`, `element 3`. */
  readonly place: string;
  /** As the file has it, for a file of rejects. */
  readonly raw: unknown;
  readonly fields: readonly Cell[];
  /** What the file says about the row outside of it, such as its split. */
  readonly extra?: readonly Placed[];
  /** Why it cannot be an item; absent for a sound row. */
  readonly problem?: string;
}

/** What a file says beside its rows. */
export interface Envelope {
  /** The path of the rows: `data`, `data.examples`. */
  readonly root: string;
  /** The values beside them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of a file, which are read once. */
export interface RowSource {
  /** Absent where each row names its own. */
  readonly columns?: readonly string[];
  /** Whether all values are text, where an empty one is absent. */
  readonly isText: boolean;
  readonly envelope?: Envelope;
  /** Whether the first line was taken for a row, as it holds no names. */
  readonly isHeaderless?: boolean;
  readonly rows: AsyncIterable<Row>;
  /** What there is to say about the rows read so far. */
  readonly notes?: () => readonly string[];
}

/** Says that rows without any value were passed over. */
export function blankNote(count: number): string[] {
  if (count === 0) return [];
  const rows = count === 1 ? '1 blank row was' : `${count.toLocaleString('en-US')} blank rows were`;
  return [`${rows} skipped.`];
}
