/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement takes for one of its question marks. */
export type SqlValue = string | number | null;

/** Runs a statement, in which each `?` stands for a value, and gives its rows. */
export type RunStatement = (sql: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;

/** How a database says what others say in another way. */
export interface Dialect {
  /** Whether columns that are declared to hold text hold JSON, too. */
  readonly hasJsonInText: boolean;
  /** Whether the members of JSON objects keep their order. */
  readonly keepsMemberOrder: boolean;
  /** The name of a table, ready for a statement. */
  table(name: string): string;
  /** The columns of a table, as rows of `name` and `type`; takes the name of the table. */
  readonly columnsOfTable: string;
  /** A column that holds JSON, as its text. */
  jsonText(column: string): string;
  /** A column that Mastra did not have when this was written, as JSON text. */
  unknownText(column: string): string;
  /** A column that holds a time, as a number or a text that `Date` takes. */
  time(column: string): string;
  /** The columns that hold the time of a name. */
  timeColumns(column: string): readonly string[];
  /** Whether a column is one of the texts in a JSON array. */
  isAmong(column: string): string;
  /** A JSON text as a column takes it. */
  readonly jsonValue: string;
  /** A truth value as a column takes it. */
  truth(value: boolean): string;
  /** Whether a column of JSON has the member `__purged`, and it is true. */
  hasPurgeMark(column: string): string;
  /** Put at the end of a query, keeps others from changing its rows until the transaction ends. */
  readonly lock: string;
}

/** A database in which Mastra's own stores have their tables. */
export interface MastraConnection {
  readonly dialect: Dialect;
  readonly run: RunStatement;
  /** Runs work whose statements happen together or not at all. */
  transaction<Outcome>(work: (run: RunStatement) => Promise<Outcome>): Promise<Outcome>;
}
