import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DatasetsStorage, MastraCompositeStore } from '@mastra-datasets/core';
import { CasesError } from '../errors.js';

/** The variables that name a store, which the command line reads too. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The store that is meant where no variable names one; beside the lock file. */
const DEFAULT_FILE = 'mastra.db';

/** A store that is open. */
interface OpenStore {
  readonly storage: DatasetsStorage;
  close(): Promise<void>;
}

/** Where items are read from. */
export interface Source {
  /** A storage of the caller, which stays open; otherwise the environment tells. */
  readonly storage?: DatasetsStorage | undefined;
  readonly environment: Environment;
}

/** Works with the caller's storage, or with one that is opened as {@link openStore} does. */
export async function withStorage<Result>(
  { storage, environment }: Source,
  folder: string,
  work: (storage: DatasetsStorage) => Promise<Result>,
): Promise<Result> {
  if (storage !== undefined) return work(storage);
  const store = await openStore(environment, folder);
  try {
    return await work(store.storage);
  } finally {
    await store.close();
  }
}

/** The address of a store in the environment; `undefined` where none is set. */
export function storeAddress(environment: Environment): string | undefined {
  return variable(environment, 'MASTRA_DATASETS_URL');
}

/** A variable of the environment; an empty one is not set, as CI jobs have them for lack of a value. */
function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}

/**
 * Opens the store that the environment names by `MASTRA_DATASETS_URL`, `MASTRA_DATASETS_AUTH_TOKEN`,
 * `MASTRA_DATASETS_SCHEMA` and `MASTRA_DATASETS_TABLE_PREFIX`; else `mastra.db` in a folder. Makes no
 * file, and no tables in one. Rejects with `STORE_NOT_FOUND` where there is none, where a schema is
 * named that the store cannot have, and where the adapter is not installed.
 */
async function openStore(environment: Environment, folder: string): Promise<OpenStore> {
  const address = storeAddress(environment);
  const url = address === undefined ? fileUrl(resolve(folder, DEFAULT_FILE)) : normalized(address);
  const authToken = variable(environment, 'MASTRA_DATASETS_AUTH_TOKEN');
  const schema = variable(environment, 'MASTRA_DATASETS_SCHEMA');
  const tablePrefix = variable(environment, 'MASTRA_DATASETS_TABLE_PREFIX');
  const isPostgres = /^postgres(?:ql)?:/.test(url);
  if (schema !== undefined && !isPostgres) {
    throw notFound(`MASTRA_DATASETS_SCHEMA is set, and the LibSQL store ${url} has no schemas.`, {
      schema,
    });
  }
  const store = isPostgres
    ? await openPostgres({ connectionString: url, schema, tablePrefix })
    : await openLibSQL({ url, tablePrefix, ...(authToken === undefined ? {} : { authToken }) });
  const storage = await store.getStore('datasets');
  return { storage, close: () => store.close() };
}

/** A path becomes the URL of a file; relative ones start in the working folder. */
function normalized(address: string): string {
  const [, path, query = ''] = /^file:(?!\/\/)([^?]*)(\?.*)?$/.exec(address) ?? [];
  if (path !== undefined) {
    return fileUrl(resolve(decoded(path, address, decodeURIComponent))) + query;
  }
  return /^[a-z][a-z\d+.-]+:/i.test(address) ? address : fileUrl(resolve(address));
}

function fileUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** Takes a path out of an address. Throws `STORE_NOT_FOUND` for one that names no file. */
function decoded(text: string, address: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch (cause) {
    throw notFound(
      `MASTRA_DATASETS_URL=${address} names no file. Write %25 for a percent sign, or give the path alone, without file:.`,
      { address },
      cause,
    );
  }
}

async function openLibSQL(options: {
  readonly url: string;
  readonly authToken?: string;
  readonly tablePrefix: string | undefined;
}): Promise<MastraCompositeStore> {
  const { url, tablePrefix } = options;
  const { hasDatasetTables, LibSQLStore } = await importAdapter(
    () => import('@mastra-datasets/libsql'),
    'libsql',
  );
  if (url.startsWith('file:')) {
    const path = decoded(url.replace(/\?.*$/, ''), url, fileURLToPath);
    await requireFile(path);
    if (!hasDatasetTables(path, { tablePrefix })) {
      throw notFound(`There are no datasets in ${path}.`, { path });
    }
  }
  return new LibSQLStore(options);
}

async function requireFile(path: string): Promise<void> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw notFound(`There is no database file ${path}.`, { path }, cause);
  });
  if (facts.isDirectory()) throw notFound(`${path} is a folder, not a database file.`, { path });
}

async function openPostgres(options: {
  readonly connectionString: string;
  readonly schema: string | undefined;
  readonly tablePrefix: string | undefined;
}): Promise<MastraCompositeStore> {
  const { PostgresStore } = await importAdapter(() => import('@mastra-datasets/pg'), 'pg');
  return new PostgresStore(options);
}

async function importAdapter<Adapter>(
  load: () => Promise<Adapter>,
  name: string,
): Promise<Adapter> {
  try {
    return await load();
  } catch (cause) {
    const message = `The adapter @mastra-datasets/${name} cannot be loaded. Install it beside @mastra-datasets/cases.`;
    throw new CasesError('STORE_NOT_FOUND', message, { cause });
  }
}

function notFound(
  message: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): CasesError {
  const hint =
    'Name the store by MASTRA_DATASETS_URL, or keep the cases beside the code with: mastra-datasets lock NAME --vendor FOLDER';
  return new CasesError('STORE_NOT_FOUND', `${message} ${hint}`, { details, cause });
}
