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
import { writeWhole } from '../formats/output-file.js';
import type { Io } from '../io.js';

/** A lock file as it was found. */
export interface FoundLockFile {
  readonly path: string;
  readonly entries: LockEntries;
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
  parse: (text: string, path: string) => LockEntries,
): Promise<FoundLockFile> {
  const path = await findLockFile(cwd);
  if (path === undefined) {
    return { path: join(cwd, LOCK_FILE_NAME), entries: new Map(), hadConflict: false };
  }
  const text = await readFile(path, 'utf8');
  return { path, entries: parse(text, path), hadConflict: hasConflict(text) };
}

function parseBothSides(text: string, path: string): LockEntries {
  if (!hasConflict(text)) return parseLockFile(text, path);
  const [ours, theirs] = sidesOfConflict(text);
  const entries = parseLockFile(ours, path);
  return new Map([...parseLockFile(theirs, path), ...entries]);
}

/** Writes a lock file whole or not at all. */
export async function writeLockFile(io: Io, path: string, entries: LockEntries): Promise<void> {
  await writeWhole(io, path, [], (file) => writeFile(file.path, formatLockFile(entries)));
}
