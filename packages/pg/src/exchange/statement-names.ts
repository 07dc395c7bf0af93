import { createHash } from 'node:crypto';
import type { Statement } from '../sql/statement.js';

/** The names by text: the texts are a fixed set, so this stays small. */
const names = new Map<string, string>();

/**
 * The name under which a connection keeps a prepared statement. The same text has the same name in
 * every copy of this module that uses the connection, and another text another one.
 */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `datasets_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    names.set(text, name);
  }
  return name;
}

/** Whether it saves the server work when a statement is prepared once. */
export function isWorthPreparing({ values, isPlannedAnew, isPlanKept }: Statement): boolean {
  return (values.length > 0 && isPlannedAnew !== true) || isPlanKept === true;
}
