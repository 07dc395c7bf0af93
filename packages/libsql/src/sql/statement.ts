/** A value as SQLite takes it. */
export type SqlValue = string | number | null;

/** One statement: its parameters are `:names`, or places `?` where `args` is a list. */
export interface Statement {
  readonly sql: string;
  readonly args: Readonly<Record<string, SqlValue>> | readonly SqlValue[];
  /** Whether it gives one row at most, which a driver may get faster than a list. */
  readonly givesOne?: true;
}

/** A statement whose parameters are all numbered by their place. */
export interface PositionalStatement {
  readonly sql: string;
  readonly args: readonly SqlValue[];
}

/** A row that a statement gave: its values by their place. */
export type Row = Readonly<Record<number, unknown>>;

/** What a statement gave. */
export interface Result {
  readonly rows: readonly Row[];
  /** How many rows it wrote, if it gives none. */
  readonly changes: number;
}
