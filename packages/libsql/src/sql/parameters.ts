import type { PositionalStatement, SqlValue, Statement } from './statement.js';

interface PositionalSql {
  readonly sql: string;
  /** The name of each parameter, in the order of their places. */
  readonly names: readonly string[];
}

/** The statements with names are a fixed set, so this stays small. */
const known = new Map<string, PositionalSql>();

function numberParameters(sql: string): PositionalSql {
  let numbered = known.get(sql);
  if (numbered === undefined) {
    const names: string[] = [];
    const text = sql.replace(/:([A-Za-z]+)/g, (_, name: string) => {
      names.push(name);
      return '?';
    });
    numbered = { sql: text, names };
    known.set(sql, numbered);
  }
  return numbered;
}

function isList(args: Statement['args']): args is readonly SqlValue[] {
  return Array.isArray(args);
}

/**
 * Replaces named parameters by their places. The driver of embedded replicas ends the process when
 * a write that it passes on to the server has names.
 */
export function toPositional({ sql, args }: Statement): PositionalStatement {
  if (isList(args)) return { sql, args };
  const { sql: text, names } = numberParameters(sql);
  return { sql: text, args: names.map((name) => args[name] ?? null) };
}
