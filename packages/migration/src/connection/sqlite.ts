import type { Dialect, MastraConnection, Row, RunStatement, SqlValue } from './connection.js';

/** What is used of a transaction of `@libsql/client`. */
interface SqliteTransaction {
  execute(statement: { sql: string; args: SqlValue[] }): Promise<{ rows: readonly object[] }>;
  commit(): Promise<void>;
  close(): void;
}

/** What is used of a client of `@libsql/client`. */
export interface SqliteClient {
  execute(statement: { sql: string; args: SqlValue[] }): Promise<{ rows: readonly object[] }>;
  transaction(mode: 'write'): Promise<SqliteTransaction>;
}

const SQLITE: Dialect = {
  hasJsonInText: true,
  keepsMemberOrder: true,
  table: (name) => `"${name}"`,
  columnsOfTable: 'SELECT name, type FROM pragma_table_info(?)',
  // Mastra stores JSON in the binary form of SQLite; older releases stored text.
  jsonText: (column) => `json("${column}")`,
  // Its declared types do not tell JSON from text.
  unknownText: (column) => `CASE typeof("${column}")
    WHEN 'null' THEN NULL
    WHEN 'blob' THEN json("${column}")
    WHEN 'text' THEN iif(json_valid("${column}") AND substr("${column}", 1, 1) IN ('{', '['),
      "${column}", json_quote("${column}"))
    ELSE json_quote("${column}") END`,
  time: (column) => `"${column}"`,
  timeColumns: (column) => [column],
  isAmong: (column) => `"${column}" IN (SELECT value FROM json_each(?))`,
  jsonValue: 'jsonb(?)',
  truth: (value) => (value ? '1' : '0'),
  hasPurgeMark: (column) => `coalesce(json_type("${column}", '$.__purged') = 'true', 0)`,
  lock: '',
};

function runOn(executor: Pick<SqliteClient, 'execute'>): RunStatement {
  return async (sql, values = []) => {
    const { rows } = await executor.execute({ sql, args: [...values] });
    // Its rows are of a type of its own, with numbers as further members.
    return rows.map((row) => row as Row);
  };
}

/** The tables of `@mastra/libsql`, by a client of `@libsql/client`, which stays the caller's. */
export function sqliteConnection(client: SqliteClient): MastraConnection {
  return {
    dialect: SQLITE,
    run: runOn(client),
    async transaction(work) {
      const transaction = await client.transaction('write');
      try {
        const outcome = await work(runOn(transaction));
        await transaction.commit();
        return outcome;
      } finally {
        // Undoes what was not committed.
        transaction.close();
      }
    },
  };
}
