import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findLockFile,
  formatLockFile,
  hasConflict,
  LOCK_FILE_NAME,
  parseLockFile,
  sidesOfConflict,
  type LockEntries,
} from '@mastra-datasets/cases';
import { prepareOutput } from '../formats/output-file.js';
import type { Io } from '../io.js';

/** A lock file as it was found. */
export interface FoundLockFile {
  readonly path: string;
  readonly entries: LockEntries;
  /** Whether git had left a conflict in it; the entries are then those of both branches. */
  readonly hadConflict: boolean;
}

/** Reads the nearest lock file, or an empty one in the working folder. Throws `LOCK_FILE_INVALID`. */
export async function readNearestLockFile({ cwd }: Pick<Io, 'cwd'>): Promise<FoundLockFile> {
  const path = await findLockFile(cwd);
  if (path === undefined) {
    return { path: join(cwd, LOCK_FILE_NAME), entries: new Map(), hadConflict: false };
  }
  const text = await readFile(path, 'utf8');
  return { path, entries: parseLockFile(text, path), hadConflict: false };
}

/**
 * As {@link readNearestLockFile}, and takes the entries of both branches where git left a conflict.
 * Where both have an entry, that of the branch one is on is meant.
 */
export async function readLockFileToUpdate(io: Pick<Io, 'cwd'>): Promise<FoundLockFile> {
  const path = await findLockFile(io.cwd);
  const text = path === undefined ? '' : await readFile(path, 'utf8');
  if (path === undefined || !hasConflict(text)) return readNearestLockFile(io);
  const [ours, theirs] = sidesOfConflict(text).map((side) => parseLockFile(side, path));
  return { path, entries: new Map([...(theirs ?? []), ...(ours ?? [])]), hadConflict: true };
}

/** Writes a lock file whole or not at all. */
export async function writeLockFile(
  io: Pick<Io, 'cwd'>,
  path: string,
  entries: LockEntries,
): Promise<void> {
  const file = await prepareOutput(io, path, []);
  try {
    await writeFile(file.path, formatLockFile(entries));
    await file.publish();
  } finally {
    await file.discard();
  }
}
