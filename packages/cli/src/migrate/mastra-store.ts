import { postgresConnection, sqliteConnection } from '@mastra-datasets/migration';
import type { MastraConnection, SqliteClient } from '@mastra-datasets/migration';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { shortened } from '@mastra-datasets/files';
import { fileOf, isReadable, normalizeUrl } from '../store.js';

/** How to reach the store that Mastra has. */
export interface MastraAddress {
  /** A URL, or the path of a database file. */
  readonly url: string;
  readonly authToken?: string | undefined;
  /** The schema of its tables, in PostgreSQL. */
  readonly schema?: string | undefined;
}

/** The tables of Mastra, opened. */
export interface MastraStore {
  readonly connection: MastraConnection;
  /** Where it is a local file: its path, and what has it open. */
  readonly local: { readonly file: string; readonly client: SqliteClient } | null;
  close(): Promise<void>;
}

async function openLibSQL(url: string, authToken: string | undefined): Promise<MastraStore> {
  const file = fileOf(url);
  if (file !== null && !(await isReadable(file))) {
    throw new CliError('STORE_NOT_FOUND', `There is no database file ${shortened(file)}.`, {
      hint: 'name the database that the application with Mastra uses',
    });
  }
  const { createClient } = await import('@libsql/client');
  const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
  return {
    connection: sqliteConnection(client),
    local: file === null ? null : { file, client },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}

async function openPostgres(
  connectionString: string,
  schema: string | undefined,
): Promise<MastraStore> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString, max: 1 });
  // A connection that breaks while nobody uses it is replaced by the next that is asked for.
  pool.on('error', () => undefined);
  const connection = postgresConnection(pool, schema);
  return { connection, local: null, close: () => pool.end() };
}

/** Opens the store of Mastra. Throws `STORE_NOT_FOUND` for a file that does not exist. */
export async function openMastraStore(
  { url: given, authToken, schema }: MastraAddress,
  io: Pick<Io, 'cwd'>,
): Promise<MastraStore> {
  const url = normalizeUrl(given, io);
  if (/^postgres(?:ql)?:/.test(url)) return openPostgres(url, schema);
  if (!/^(?:file:|libsql:|https?:|wss?:)/.test(url)) {
    throw new CliError('USAGE', `No store of Mastra has a url like ${given}.`, {
      hint: 'use file:, libsql:, http:, https:, ws:, wss: or postgres:',
    });
  }
  if (schema !== undefined) {
    throw new CliError('USAGE', 'A LibSQL store of Mastra has no schemas.', {
      hint: 'leave out --mastra-schema',
    });
  }
  return openLibSQL(url, authToken);
}
