/** A row of the table that stands for a dataset: contents are JSON text. */
export interface LanceRow {
  readonly id: string;
  readonly input: string;
  readonly expectedOutput: string;
}

/** What the benchmarks use of a query of LanceDB. */
interface LanceQuery {
  where(condition: string): LanceQuery;
  limit(count: number): LanceQuery;
  toArray(): Promise<LanceRow[]>;
}

/** What the benchmarks use of a table of LanceDB: every change of it is a version. */
export interface LanceTable {
  add(rows: LanceRow[]): Promise<unknown>;
  update(change: { where: string; values: Partial<LanceRow> }): Promise<unknown>;
  delete(condition: string): Promise<unknown>;
  createIndex(column: string, options: { config: unknown }): Promise<void>;
  query(): LanceQuery;
  countRows(): Promise<number>;
  version(): Promise<number>;
  checkout(version: number): Promise<void>;
  close(): void;
}

/** What the benchmarks use of a database of LanceDB, which is a folder. */
export interface LanceDatabase {
  createTable(name: string, rows: LanceRow[]): Promise<LanceTable>;
  tableNames(): Promise<string[]>;
  openTable(name: string): Promise<LanceTable>;
  close(): void;
}

/** What the benchmarks use of the package. */
export interface Lance {
  connect(folder: string): Promise<LanceDatabase>;
  readonly Index: { btree(): unknown };
}
