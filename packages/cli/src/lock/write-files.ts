import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatLockFile, isVendoredFile, type LockFileContent } from '@mastra-datasets/cases';
import { fileFailure } from '@mastra-datasets/files';
import { writeWhole, type FileToWrite, type OutputFile } from '../formats/output-file.js';
import type { Io } from '../io.js';
import type { FoundLockFile } from './lock-file.js';
import { vendoredPath } from './vendor.js';

/**
 * Writes files with cases and the lock file, all of them or none; then removes the files with cases
 * that no entry names any more.
 */
export async function writeLocked(
  io: Io,
  former: FoundLockFile,
  content: LockFileContent,
  files: readonly FileToWrite[] = [],
): Promise<void> {
  for (const { path } of files) {
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw fileFailure(path, error);
    });
  }
  const text = formatLockFile(content);
  const lockFile = { path: former.path, write: (to: OutputFile) => writeFile(to.path, text) };
  await writeAll(io, [lockFile, ...files]);
  await removeUnnamed(former, content);
}

/** Writes all files before one of them appears. The first one, the lock file, appears last. */
async function writeAll(io: Io, [first, ...rest]: readonly FileToWrite[]): Promise<void> {
  if (first === undefined) return;
  await writeWhole(io, first.path, [], async (output) => {
    await first.write(output);
    await writeAll(io, rest);
  });
}

/** Removes files with cases that the lock file named before; never a file that holds anything else. */
async function removeUnnamed(
  { path: lockFile, entries }: FoundLockFile,
  content: LockFileContent,
): Promise<void> {
  const kept = new Set(pathsOf(lockFile, content).map((path) => path.toLowerCase()));
  for (const path of pathsOf(lockFile, { entries })) {
    if (kept.has(path.toLowerCase()) || !(await isVendoredFile(path))) continue;
    await rm(path).catch((error: unknown) => {
      throw fileFailure(path, error);
    });
  }
}

/** The paths of the files with cases. */
function pathsOf(lockFile: string, { entries }: LockFileContent): string[] {
  return [...entries.values()].flatMap(({ file }) =>
    file === undefined ? [] : [vendoredPath(lockFile, file)],
  );
}
