import type { Dialect, MastraConnection, Row, RunStatement } from './connection.js';

/** What is used of a client of `pg`. */
interface PostgresQueries {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** What is used of a pool of `pg`. */
export interface PostgresPool extends PostgresQueries {
  connect(): Promise<PostgresQueries & { release(error?: Error | boolean): void }>;
}

/** Where Mastra keeps the same time twice, this is the one with a time zone. */
const zoned = (column: string) => `${column}Z`;

function dialectOf(schema: string): Dialect {
  const time = (column: string) => `coalesce("${zoned(column)}", "${column}" AT TIME ZONE 'UTC')`;
  return {
    hasJsonInText: false,
    keepsMemberOrder: false,
    table: (name) => `"${schema.replaceAll('"', '""')}"."${name}"`,
    columnsOfTable: `SELECT column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_schema = '${schema.replaceAll("'", "''")}' AND table_name = ?`,
    jsonText: (column) => `"${column}"::text`,
    unknownText: (column) => `to_jsonb("${column}")::text`,
    time: (column) => `floor(extract(epoch FROM ${time(column)}) * 1000)::float8`,
    timeColumns: (column) => [column, zoned(column)],
    isAmong: (column) => `"${column}" IN (SELECT jsonb_array_elements_text(?::jsonb))`,
    jsonValue: '?::jsonb',
    truth: String,
    hasPurgeMark: (column) => `coalesce("${column}" -> '__purged' = 'true'::jsonb, false)`,
    lock: ' FOR UPDATE',
  };
}

function runOn(queries: PostgresQueries): RunStatement {
  return async (sql, values = []) => {
    let count = 0;
    const numbered = sql.replaceAll('?', () => `$${(count += 1)}`);
    const { rows } = await queries.query(numbered, [...values]);
    return rows.map((row) => row as Row);
  };
}

/** The tables of `@mastra/pg` in a schema, by a pool of `pg`, which stays the caller's. */
export function postgresConnection(pool: PostgresPool, schema = 'public'): MastraConnection {
  return {
    dialect: dialectOf(schema),
    run: runOn(pool),
    async transaction(work) {
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        await client.query('BEGIN', []);
        const outcome = await work(runOn(client));
        await client.query('COMMIT', []);
        return outcome;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        // A connection that failed is closed, which undoes what was not committed.
        client.release(failure);
      }
    },
  };
}
