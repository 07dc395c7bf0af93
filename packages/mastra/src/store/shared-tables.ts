import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TABLE_DATASET_ITEM_HISTORY, type DatasetsStorage } from '@mastra-datasets/core';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { callersFault } from '../failures/translate.js';
import { isObject, isText } from '../members.js';
import { databaseOf } from './database.js';

const WAYS_OUT =
  "Mastra's own stores make tables for datasets, of the same names as ours. Give ours a tablePrefix, " +
  'or a file or database of their own.';

function sharedTables(where: string): Error {
  const text = `${where} would hold the tables of both. ${WAYS_OUT}`;
  return callersFault('MASTRA_DATASETS_SHARED_TABLES', text);
}

/** The local file in which a storage has tables without a prefix, where it tells. */
function unprefixedFileOf(storage: DatasetsStorage): string | null {
  const place: unknown = storage;
  const file: unknown = isObject(place) ? place['file'] : null;
  const prefix: unknown = isObject(place) ? place['tablePrefix'] : null;
  return isText(file) && prefix === '' ? file : null;
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

/**
 * Rejects where the tables of a storage and those of Mastra's own store have the same names in one
 * database. It writes nothing.
 */
export async function refuseSharedTables(
  store: MastraCompositeStore,
  storage: DatasetsStorage,
): Promise<void> {
  const database = databaseOf(store);
  if (database === null) return;
  const ours = unprefixedFileOf(storage);
  const theirs = await database.file();
  if (ours !== null && theirs !== null && (await truePath(ours)) === (await truePath(theirs))) {
    throw sharedTables(`The file ${ours}`);
  }
  // Mastra's own store would add its columns to a table of ours, and neither would work after that.
  if (await database.hasTable(TABLE_DATASET_ITEM_HISTORY)) {
    throw sharedTables("The database of Mastra's own store");
  }
}
