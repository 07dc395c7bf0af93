import type { InArgs, InStatement, InValue } from '@libsql/client';

/** A statement whose parameters are numbered by their place. */
export interface PositionalStatement {
  readonly sql: string;
  readonly args: InValue[];
}

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

function isList(args: InArgs): args is InValue[] {
  return Array.isArray(args);
}

/**
 * Replaces named parameters by their places. The driver of embedded replicas ends the process when
 * a write that it passes on to the server has names.
 */
export function toPositional(statement: InStatement): PositionalStatement {
  if (typeof statement === 'string') return { sql: statement, args: [] };
  const { sql, args = [] } = statement;
  if (isList(args)) return { sql, args };
  const { sql: text, names } = numberParameters(sql);
  return { sql: text, args: names.map((name) => args[name] ?? null) };
}
