import { access, constants, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { VersionedDatasetsStorage, type MastraCompositeStore } from '@mastra-datasets/core';
import { CliError } from './errors.js';
import { pathOf, type Io } from './io.js';
import { isMissing, shortened } from '@mastra-datasets/files';

/** The store that is used when nothing names another. */
export const DEFAULT_URL = 'file:./mastra.db';

/** How to reach a store. */
export interface StoreAddress {
  /** A URL, or the path of a database file. */
  readonly url: string;
  readonly authToken?: string | undefined;
  /** The schema of the tables, in PostgreSQL. */
  readonly schema?: string | undefined;
  /** What the names of the tables begin with. */
  readonly tablePrefix?: string | undefined;
}

type OpenStore = (address: StoreAddress) => Promise<MastraCompositeStore>;

const openLibSQL: OpenStore = async ({ url, authToken, schema, tablePrefix }) => {
  if (schema !== undefined) {
    throw new CliError('USAGE', 'A LibSQL store has no schemas.', {
      hint: 'leave out the schema, or name a PostgreSQL server; --table-prefix works everywhere',
    });
  }
  const { LibSQLStore } = await import('@mastra-datasets/libsql');
  return new LibSQLStore({ url, tablePrefix, ...(authToken === undefined ? {} : { authToken }) });
};

/** Parameters of a URL by which others name a place in a database, and `pg` does not. */
const PLACE_PARAMETERS = /^(?:schema|current_?schema|search_?path|table_?prefix)$/i;

const openPostgres: OpenStore = async ({ url: connectionString, schema, tablePrefix }) => {
  const query = connectionString.split('?').slice(1).join('?');
  for (const name of new URLSearchParams(query).keys()) {
    if (PLACE_PARAMETERS.test(name)) {
      throw new CliError('USAGE', `The url has a parameter ${name}, which would be ignored.`, {
        hint: 'name the place of the tables with --schema and --table-prefix',
      });
    }
  }
  const { PostgresStore } = await import('@mastra-datasets/pg');
  return new PostgresStore({ connectionString, schema, tablePrefix });
};

/** What opens the stores, by the schemes of their URLs. */
const STORES: readonly (readonly [schemes: RegExp, open: OpenStore])[] = [
  [/^(?:file:|libsql:|https?:|wss?:|:memory:$)/, openLibSQL],
  [/^postgres(?:ql)?:/, openPostgres],
];

/** A store that is open. */
export interface OpenedStore {
  readonly datasets: VersionedDatasetsStorage;
  readonly url: string;
  close(): Promise<void>;
}

/** Turns a path into a URL, and makes that of a file absolute. */
export function normalizeUrl(url: string, io: Pick<Io, 'cwd'>): string {
  if (url.startsWith('file://')) return url;
  // A path that a URL has is written as URLs are, with %20 for a space.
  const [, path, query = ''] = /^file:([^?]*)(\?.*)?$/.exec(url) ?? [];
  if (path !== undefined) return pathToFileURL(pathOf(io, decodePath(path))).href + query;
  const isUrl = /^(?:[a-z][a-z\d+.-]+:|:memory:$)/i.test(url);
  return isUrl ? url : pathToFileURL(pathOf(io, url)).href;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new CliError('USAGE', `The url file:${path} has a % that encodes nothing.`, {
      hint: 'write %25 for a percent sign, or give the path alone, without file:',
      cause: error,
    });
  }
}

/** The file of a URL; `null` where it names none. */
export function fileOf(url: string): string | null {
  if (!url.startsWith('file:')) return null;
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new CliError('USAGE', `The url ${url} names no file of this computer.`, {
      hint: 'write file:evals.db, file:///folder/evals.db, or the path alone',
      cause: error,
    });
  }
}

/** The file that holds the store of an address; `null` where there is none. */
export function storeFile({ url }: StoreAddress, io: Pick<Io, 'cwd'>): string | null {
  return fileOf(normalizeUrl(url, io));
}

/** Whether a file is there. Throws `INPUT_UNREADABLE` where it cannot be read. */
export async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    if (!(await stat(file)).isDirectory()) return true;
  } catch (error) {
    if (isMissing(error)) return false;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CliError('INPUT_UNREADABLE', `${shortened(file)} cannot be read${code}.`, {
      hint: 'check its permissions, and who runs this command',
      cause: error,
    });
  }
  throw new CliError('INPUT_UNREADABLE', `${shortened(file)} is a folder, not a database.`, {
    hint: 'name a database file with --url',
  });
}

/**
 * Throws `INPUT_UNREADABLE` for a file that cannot be read, and `STORE_NOT_FOUND` for one that does
 * not exist or has no datasets, unless they are to be created.
 */
async function checkFile(
  url: string,
  tablePrefix: string | undefined,
  create: boolean,
): Promise<void> {
  const file = fileOf(url);
  if (file === null) return;
  const isThere = await isReadable(file);
  if (create) return;
  const { hasDatasetTables } = await import('@mastra-datasets/libsql');
  if (isThere && hasDatasetTables(file, { tablePrefix })) return;
  const reason = isThere ? 'There are no datasets in' : 'There is no database file';
  throw new CliError('STORE_NOT_FOUND', `${reason} ${shortened(file)}.`, {
    hint: 'import something first, or name another store with --url or MASTRA_DATASETS_URL',
  });
}

/**
 * Opens the store of an address. Throws `STORE_NOT_FOUND` for a file that does not exist or has no
 * datasets, unless they are to be created, and `INPUT_UNREADABLE` for one that cannot be read.
 */
export async function openStore(
  { url: given, ...place }: StoreAddress,
  io: Pick<Io, 'cwd'>,
  { create }: { readonly create: boolean },
): Promise<OpenedStore> {
  const url = normalizeUrl(given, io);
  const [, open] = STORES.find(([schemes]) => schemes.test(url)) ?? [];
  if (open === undefined) {
    throw new CliError('USAGE', `No store has a url like ${given}.`, {
      hint: 'use file:, libsql:, http:, https:, ws:, wss: or postgres:',
    });
  }
  // Nothing is opened before the first use, so what makes no sense is told first.
  const store = await open({ url, ...place });
  await checkFile(url, place.tablePrefix, create);
  const datasets = await store.getStore('datasets');
  if (!(datasets instanceof VersionedDatasetsStorage)) {
    throw new CliError('USAGE', `The store ${given} has no versioned datasets.`);
  }
  return { datasets, url, close: () => store.close() };
}
