import type { Tables } from '../tables.js';

/** What was written, by the tables it is for and its name. */
const written = new WeakMap<Tables, Map<string, string>>();

/**
 * SQL that is written once for some tables, since writing and looking up a new text for each call
 * takes a part of the time of running it. The name tells it from all other SQL for them. Names come from
 * a small fixed set, so that what is kept stays small.
 */
export function writtenSql(tables: Tables, name: string, write: () => string): string {
  let texts = written.get(tables);
  if (texts === undefined) {
    texts = new Map();
    written.set(tables, texts);
  }
  let sql = texts.get(name);
  if (sql === undefined) {
    sql = write();
    texts.set(name, sql);
  }
  return sql;
}
