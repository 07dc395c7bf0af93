/** The longest row, in characters or bytes: an unclosed quote would swallow the whole file otherwise. */
export const LONGEST_ROW = 16_000_000;

/** A row of a file. */
export interface Row {
  /** Where it is: `line 12`, `element 3`. */
  readonly place: string;
  /** As the file has it, for a file of rejects. */
  readonly raw: unknown;
  readonly fields: readonly (readonly [column: string, value: unknown])[];
  /** Why it cannot be an item; absent for a sound row. */
  readonly problem?: string;
}

/** The rows of a file, which are read once. */
export interface RowSource {
  /** Absent where each row names its own. */
  readonly columns?: readonly string[];
  /** Whether all values are text, where an empty one is absent. */
  readonly isText: boolean;
  readonly rows: AsyncIterable<Row>;
}
