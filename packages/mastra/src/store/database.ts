import type { MastraCompositeStore } from '@mastra/core/storage';
import { isObject, isText } from '../members.js';

/** What is asked of the database of a store of Mastra's own. Nothing of it writes. */
export interface StoreDatabase {
  /** The path of its file; `null` for memory and for servers. */
  file(): Promise<string | null>;
  /** The schema of its tables; `null` where there are no schemas. */
  readonly schema: string | null;
  hasTable(name: string): Promise<boolean>;
  /** What runs the statements. */
  readonly client: unknown;
}

type Query = (...parameters: unknown[]) => unknown;

/** A method of an object, if it is one. */
export function methodOf(object: unknown, name: string): Query | null {
  if (!isObject(object)) return null;
  const method = object[name];
  if (typeof method !== 'function') return null;
  return (...parameters) => Reflect.apply(method, object, parameters) as unknown;
}

async function rowsOf(answer: unknown): Promise<unknown[]> {
  const result = await answer;
  const rows: unknown = isObject(result) ? result['rows'] : null;
  return Array.isArray(rows) ? Array.from<unknown>(rows) : [];
}

/** Tells what the database of a store is, by the members that `@mastra/libsql` and `@mastra/pg` have. */
export function databaseOf(store: MastraCompositeStore): StoreDatabase | null {
  const members: unknown = store;
  if (!isObject(members)) return null;
  const execute = methodOf(members['client'], 'execute');
  if (execute !== null) return sqliteDatabase(execute, members['client']);
  const query = methodOf(members['pool'], 'query');
  return query === null ? null : postgresDatabase(query, members['pool'], members['schema']);
}

function sqliteDatabase(execute: Query, client: unknown): StoreDatabase {
  return {
    client,
    schema: null,
    async file() {
      const [main] = await rowsOf(execute('SELECT file FROM pragma_database_list WHERE seq = 0'));
      const file = isObject(main) ? main['file'] : null;
      return isText(file) && file !== '' ? file : null;
    },
    async hasTable(name) {
      const sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
      return (await rowsOf(execute({ sql, args: [name] }))).length > 0;
    },
  };
}

function postgresDatabase(query: Query, client: unknown, given: unknown): StoreDatabase {
  const schema = isText(given) ? given : 'public';
  return {
    client,
    schema,
    file: () => Promise.resolve(null),
    async hasTable(name) {
      const text = 'SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = $2';
      return (await rowsOf(query(text, [schema, name]))).length > 0;
    },
  };
}
