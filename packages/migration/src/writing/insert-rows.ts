import type { Dialect, RunStatement, SqlValue } from '../connection/connection.js';
import type { Column } from '../tables/columns.js';
import { isStoredAsJson, type Content } from '../tables/content.js';

/** How many rows a statement inserts: few enough for the parameters that databases take. */
const ROWS_AT_ONCE = 100;

/** A value of a column, as the part of a statement and what its question mark stands for. */
interface Expression {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const NULL: Expression = { sql: 'NULL', values: [] };

/** Makes the expression for a value of a column. Times are milliseconds since the Unix epoch. */
export function expressionOf(dialect: Dialect, column: Column, value: unknown): Expression {
  if (value === undefined) return NULL;
  if (isStoredAsJson(column, value))
    return { sql: dialect.jsonValue, values: [JSON.stringify(value)] };
  if (typeof value === 'boolean') return { sql: dialect.truth(value), values: [] };
  if (column.kind === 'time') return { sql: '?', values: [new Date(Number(value)).toISOString()] };
  return typeof value === 'string' || typeof value === 'number'
    ? { sql: '?', values: [value] }
    : NULL;
}

/** The columns in which a database keeps a value, which are two for some times. */
export function placesOf(dialect: Dialect, { name, kind }: Column): readonly string[] {
  return kind === 'time' ? dialect.timeColumns(name) : [name];
}

/** Where rows go. */
interface Target {
  readonly dialect: Dialect;
  readonly table: string;
  readonly columns: readonly Column[];
  /** Passes over rows whose key is taken, rather than to fail. */
  readonly skipsTaken?: boolean;
}

/** Inserts rows, given by the names of their columns. Gives the ids of those that it inserted. */
export async function insertRows(
  run: RunStatement,
  { dialect, table, columns, skipsTaken = false }: Target,
  rows: readonly Content[],
): Promise<string[]> {
  // What no row has is left to the database.
  const used = columns.filter(({ name }) => rows.some((row) => row[name] !== undefined));
  const names = used.flatMap((column) => placesOf(dialect, column)).map((name) => `"${name}"`);
  const inserted: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const tuples = rows.slice(start, start + ROWS_AT_ONCE).map((row) =>
      used.flatMap((column) => {
        const expression = expressionOf(dialect, column, row[column.name]);
        return placesOf(dialect, column).map(() => expression);
      }),
    );
    const texts = tuples.map((tuple) => `(${tuple.map(({ sql }) => sql).join(', ')})`);
    const found = await run(
      `INSERT INTO ${dialect.table(table)} (${names.join(', ')}) VALUES ${texts.join(', ')}
        ${skipsTaken ? 'ON CONFLICT DO NOTHING' : ''} RETURNING "id"`,
      tuples.flat().flatMap(({ values }) => values),
    );
    inserted.push(...found.map(({ id }) => String(id)));
  }
  return inserted;
}
