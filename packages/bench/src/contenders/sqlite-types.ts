/** A row of items as our tables hold it. */
export interface StoredItem {
  readonly id: string;
  readonly datasetId: string;
  readonly version: number;
  readonly input: string;
  readonly expectedOutput: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What the benchmarks use of better-sqlite3, which ships no types. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  transaction(work: () => void): () => void;
  pragma(source: string, options: { simple: true }): unknown;
  close(): void;
}

/** A statement; those that return rows return {@link StoredItem}s here, or some of their columns. */
export interface SqliteStatement {
  run(...parameters: (string | number)[]): unknown;
  get(...parameters: (string | number)[]): StoredItem | undefined;
  all(...parameters: (string | number)[]): StoredItem[];
}

export type OpenSqlite = new (path: string) => SqliteDatabase;
