import { dirname, resolve } from 'node:path';
import {
  DatasetsError,
  SnapshotDigest,
  type DatasetItem,
  type DatasetsStorage,
} from '@mastra-datasets/core';
import { CasesError } from '../errors.js';
import type { LockFile } from '../lock-file/files.js';
import type { LockEntry } from '../lock-file/format.js';
import { storeAddress, withStorage, type Source } from './store.js';
import { readVendoredFile } from './vendored-file.js';

/** Items that are cases, oldest first, with the entry of a lock file that they have or would have. */
export interface FoundItems {
  readonly items: DatasetItem[];
  readonly lock: LockEntry;
}

/**
 * Reads the items that an entry of a lock file is of, oldest first, and checks their digest. Rejects
 * with `CASES_CHANGED` where they are not the locked ones, and with `STORE_NOT_FOUND`.
 */
export async function readLockedItems(
  lockFile: LockFile,
  name: string,
  entry: LockEntry,
  source: Source,
): Promise<DatasetItem[]> {
  const items = await readItems(lockFile, entry, source);
  const found = digestOf(items);
  if (found === entry.digest) return items;
  const itemCount = items.filter(isCase).length;
  throw new CasesError(
    'CASES_CHANGED',
    `The cases of ${name} are not the ones that are locked: ${itemCount} with the digest ${found}, instead of ${entry.itemCount} with ${entry.digest}. See what changed with: mastra-datasets lock --check`,
    { details: { dataset: name, digest: found, locked: entry.digest, itemCount } },
  );
}

/**
 * Whether the file with the cases of an entry has just the locked ones.
 *
 * @param lockFile the path of the lock file, beside which the file is.
 * @returns `true` also where the entry has no such file; `false` where the file is gone or changed.
 */
export async function isFileAsLocked(
  lockFile: string,
  { file, digest }: Pick<LockEntry, 'file' | 'digest'>,
): Promise<boolean> {
  if (file === undefined) return true;
  try {
    return digestOf(await readVendoredFile(resolve(dirname(lockFile), file))) === digest;
  } catch (error) {
    if (error instanceof CasesError) return false;
    throw error;
  }
}

/** Whether an item is a case: one whose content was removed is none. */
export function isCase({ purgedAt }: Pick<DatasetItem, 'purgedAt'>): boolean {
  return purgedAt === undefined;
}

/** The digest of the selected items, as a lock file has it. */
export function digestOf(items: readonly DatasetItem[]): string {
  const digest = new SnapshotDigest();
  for (const item of items) digest.add(item);
  return digest.toString();
}

async function readItems(
  { path }: LockFile,
  entry: LockEntry,
  source: Source,
): Promise<DatasetItem[]> {
  const folder = dirname(path);
  const { storage, environment } = source;
  if (
    entry.file !== undefined &&
    storage === undefined &&
    storeAddress(environment) === undefined
  ) {
    return readVendoredFile(resolve(folder, entry.file));
  }
  return withStorage(source, folder, (opened) => readFromStorage(opened, entry));
}

/** What a storage answers that has no such version: nothing is left of the locked cases. */
const GONE = new Set<string>(['DATASET_NOT_FOUND', 'VERSION_NOT_FOUND', 'SPLIT_NOT_FOUND']);

/** Reads the items of an entry from a storage, oldest first; none where it has no such version. */
export async function readFromStorage(
  storage: DatasetsStorage,
  { datasetId, version: time, selection }: Pick<LockEntry, 'datasetId' | 'version' | 'selection'>,
): Promise<DatasetItem[]> {
  const version = new Date(time);
  if (selection === undefined) {
    return (await storage.getItemsByVersion({ datasetId, version })).reverse();
  }
  const items: DatasetItem[] = [];
  try {
    const input = { datasetId, version, order: 'oldest', ...selection } as const;
    for await (const item of storage.iterateItems(input)) items.push(item);
  } catch (error) {
    if (error instanceof DatasetsError && GONE.has(error.code)) return [];
    throw error;
  }
  return items;
}
