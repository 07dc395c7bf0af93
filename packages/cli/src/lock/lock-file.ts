import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findLockFile,
  hasConflict,
  LOCK_FILE_NAME,
  parseLockFile,
  sidesOfConflict,
  type LockFileContent,
} from '@mastra-datasets/cases';
import type { Io } from '../io.js';

/** A lock file as it was found. */
export interface FoundLockFile extends LockFileContent {
  readonly path: string;
  /** Whether git had left a conflict in it; the entries are then those of both branches. */
  readonly hadConflict: boolean;
}

/** Reads the nearest lock file, or an empty one in the working folder. Throws `LOCK_FILE_INVALID`. */
export function readNearestLockFile(io: Pick<Io, 'cwd'>): Promise<FoundLockFile> {
  return read(io, parseLockFile);
}

/**
 * As {@link readNearestLockFile}, and takes the entries of both branches where git left a conflict.
 * Where both have an entry, that of the branch one is on is meant.
 */
export function readLockFileToUpdate(io: Pick<Io, 'cwd'>): Promise<FoundLockFile> {
  return read(io, parseBothSides);
}

async function read(
  { cwd }: Pick<Io, 'cwd'>,
  parse: (text: string, path: string) => LockFileContent,
): Promise<FoundLockFile> {
  const path = await findLockFile(cwd);
  if (path === undefined) {
    return { path: join(cwd, LOCK_FILE_NAME), entries: new Map(), hadConflict: false };
  }
  const text = await readFile(path, 'utf8');
  return { path, ...parse(text, path), hadConflict: hasConflict(text) };
}

function parseBothSides(text: string, path: string): LockFileContent {
  if (!hasConflict(text)) return parseLockFile(text, path);
  const [ours, theirs] = sidesOfConflict(text).map((side) => parseLockFile(side, path));
  if (ours === undefined || theirs === undefined) throw new Error('A conflict has two sides.');
  return { ...theirs, ...ours, entries: new Map([...theirs.entries, ...ours.entries]) };
}
