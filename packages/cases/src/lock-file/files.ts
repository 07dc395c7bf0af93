import { readFile } from 'node:fs/promises';
import { findUp } from 'find-up-simple';
import { CasesError } from '../errors.js';
import { helpfulCommand } from '../shell-words.js';
import { LOCK_FILE_NAME, parseLockFile, type LockEntry, type LockFileContent } from './format.js';

/** A lock file that was read. */
export interface LockFile extends LockFileContent {
  readonly path: string;
}

/** Finds the lock file in a folder, or the nearest one above it; `undefined` where there is none. */
export function findLockFile(folder: string): Promise<string | undefined> {
  return findUp(LOCK_FILE_NAME, { cwd: folder });
}

/**
 * Reads the lock file in a folder, or the nearest one above it. Rejects with `LOCK_FILE_NOT_FOUND`
 * and `LOCK_FILE_INVALID`.
 */
export async function readLockFile(folder: string): Promise<LockFile> {
  const path = await findLockFile(folder);
  if (path === undefined) {
    throw new CasesError(
      'LOCK_FILE_NOT_FOUND',
      `There is no ${LOCK_FILE_NAME} in ${folder}, nor above it. Lock a dataset with: mastra-datasets lock NAME`,
      { details: { folder } },
    );
  }
  return { path, ...parseLockFile(await readFile(path, 'utf8'), path) };
}

/**
 * Reads what the nearest lock file says of a dataset, for tools that read the cases themselves and
 * have to be told which version.
 *
 * @param name the name of the dataset in the lock file.
 * @param folder where the search for it begins; default: the working folder.
 * Rejects with `LOCK_FILE_NOT_FOUND`, `LOCK_FILE_INVALID` and `NOT_LOCKED`.
 */
export async function readLockEntry(
  name: string,
  { folder = process.cwd() }: { readonly folder?: string | undefined } = {},
): Promise<LockEntry> {
  return requireEntry(await readLockFile(folder), name);
}

/** The entry of a name. Throws `NOT_LOCKED` where there is none. */
export function requireEntry({ path, entries }: LockFile, name: string): LockEntry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const others = [...entries.keys()];
  const known = others.length === 0 ? 'It is empty' : `It has ${others.join(', ')}`;
  throw new CasesError(
    'NOT_LOCKED',
    `${path} has no dataset named ${name}. ${known}. Lock it with: ${helpfulCommand('lock', name)}`,
    { details: { dataset: name, path } },
  );
}
