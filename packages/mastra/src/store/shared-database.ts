import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TABLE_DATASET_ITEM_HISTORY, type DatasetsStorage } from '@mastra-datasets/core';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { callersFault } from '../failures/translate.js';
import { isObject, isText, methodOf } from '../members.js';
import { databaseOf, hasTable } from './database.js';

const WAYS_OUT =
  "Mastra's own stores make tables for datasets, of the same names as ours. Give ours a tablePrefix, " +
  'or a file or database of their own.';

function sharedTables(where: string): Error {
  const text = `${where} would hold the tables of both. ${WAYS_OUT}`;
  return callersFault('MASTRA_DATASETS_SHARED_TABLES', text);
}

/** Where a storage has its tables, as far as it tells. */
interface StoragePlace {
  /** The local file that it opens by itself; `null` for anything else. */
  readonly file: string | null;
  /** The schema of its tables; `null` where there are no schemas. */
  readonly schema: string | null;
  readonly hasPrefix: boolean;
  /** Whether its tables are in the database that a pool reaches. */
  readonly isInDatabaseOf: (pool: unknown) => Promise<boolean>;
  /** Whether a client of that file may be used in this process, too. */
  readonly canShareFileWith: (client: unknown) => Promise<boolean>;
}

function placeOf(storage: DatasetsStorage): StoragePlace {
  const members: unknown = storage;
  const { file, schema, tablePrefix } = isObject(members) ? members : {};
  const canShare = methodOf(members, 'canShareFileWith');
  const isIn = methodOf(members, 'isInDatabaseOf');
  return {
    file: isText(file) ? file : null,
    schema: isText(schema) ? schema : null,
    isInDatabaseOf: async (pool) => isIn !== null && (await isIn(pool)) === true,
    hasPrefix: tablePrefix !== '',
    canShareFileWith: async (client) => canShare === null || (await canShare(client)) !== false,
  };
}

function twoCopies(file: string): Error {
  const text =
    `${file} would be opened by two copies of SQLite in one process, which destroys it: your ` +
    'installation has the package libsql twice, once for Mastra and once for the datasets. Give the ' +
    'datasets a file of their own, or both the same client of @libsql/client.';
  return callersFault('MASTRA_DATASETS_SHARED_FILE', text);
}

/** The path of a file without symbolic links, whether it is there or will be. */
async function truePath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    // The file is made at first use, in a folder that has to be there; opening it tells if not.
    const folder = await realpath(dirname(file)).catch(() => dirname(file));
    return join(folder, basename(file));
  }
}

async function isSameFile(ours: string, theirs: string): Promise<boolean> {
  return (await truePath(ours)) === (await truePath(theirs));
}

/**
 * Rejects where a storage and Mastra's own store would harm each other in one database: because
 * their tables have the same names, or because two copies of SQLite open one file. It writes nothing
 * to either.
 */
export async function refuseHarm(
  store: MastraCompositeStore,
  storage: DatasetsStorage,
): Promise<void> {
  const database = databaseOf(store);
  if (database === null) return;
  const { file, schema, hasPrefix, canShareFileWith, isInDatabaseOf } = placeOf(storage);
  const theirs = await database.file();
  if (file !== null && theirs !== null && (await isSameFile(file, theirs))) {
    if (!hasPrefix) throw sharedTables(`The file ${file}`);
    if (!(await canShareFileWith(database.client))) throw twoCopies(file);
  }
  const isSameSchema = schema !== null && schema === database.schema;
  if (isSameSchema && !hasPrefix && (await isInDatabaseOf(database.client))) {
    throw sharedTables(`The schema ${schema} of the database`);
  }
  // Mastra's own store would add its columns to a table of ours, and neither would work after that.
  if (await hasTable(database.connection, TABLE_DATASET_ITEM_HISTORY)) {
    throw sharedTables("The database of Mastra's own store");
  }
}
