import { randomBytes } from 'node:crypto';
import { open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileFailure, isMissing, shortened } from '@mastra-datasets/files';
import { CliError, isExplained } from '../errors.js';
import { assertRunning, cleaningUp, pathOf, type Io } from '../io.js';

/** A file that must not be written, and what it is. */
export interface ProtectedFile {
  readonly path: string;
  readonly what: string;
}

/** A file that is about to be written. */
export interface OutputFile {
  /** Where to write: beside the place of the file, or the place itself where that is no plain file. */
  readonly path: string;
  /** Whether it is a file on a disk; else a pipe or a device. */
  readonly isRegular: boolean;
  /** Lets the file appear, in place of an earlier one. */
  publish(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** A file, and what writes it. */
export interface FileToWrite {
  readonly path: string;
  readonly write: (to: OutputFile) => Promise<void>;
}

/**
 * Prepares a place for a file that appears when it is whole. Links are followed, an earlier file
 * keeps its mode, and pipes and devices are written to as they are. Throws `USAGE` for a file that
 * is protected.
 */
export async function prepareOutput(
  io: Pick<Io, 'cwd'>,
  name: string,
  protectedFiles: readonly ProtectedFile[],
): Promise<OutputFile> {
  try {
    return await prepare(name, pathOf(io, name), protectedFiles);
  } catch (error) {
    throw isExplained(error) ? error : fileFailure(name, error);
  }
}

/**
 * Lets a file appear when `write` has written it whole; else, an earlier one stays as it is. Throws
 * `USAGE` for a file that is protected, `INTERRUPTED` when the work is to end, and `FILE_FAILED` or
 * `FILE_NOT_FOUND` where the file cannot be written.
 */
export async function writeWhole(
  io: Io,
  name: string,
  protectedFiles: readonly ProtectedFile[],
  write: (output: OutputFile) => Promise<void>,
): Promise<void> {
  await cleaningUp(io, async () => {
    const output = await prepareOutput(io, name, protectedFiles);
    try {
      await write(output);
      await output.publish();
    } catch (error) {
      assertRunning(io);
      const isOfFile = error instanceof Error && 'syscall' in error;
      throw isOfFile ? fileFailure(name, error) : error;
    } finally {
      await output.discard();
    }
  });
}

async function prepare(
  name: string,
  path: string,
  protectedFiles: readonly ProtectedFile[],
): Promise<OutputFile> {
  const facts = await stat(path).catch(nullIfMissing);
  if (facts?.isDirectory() === true) {
    throw new CliError('FILE_FAILED', `${name} is a folder.`, { hint: 'name a file in it' });
  }
  if (facts?.isFile() === false) {
    const nothing = () => Promise.resolve();
    return { path, isRegular: false, publish: nothing, discard: nothing };
  }
  const place = await placeOf(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new CliError('FILE_NOT_FOUND', `There is no folder for ${shortened(name)}.`, {
      hint: 'check the path, or make the folder',
      cause: error,
    });
  });
  for (const { path: kept, what } of protectedFiles) {
    if (!(await isSamePlace(place, kept))) continue;
    throw new CliError('USAGE', `${name} is ${what}, which would be lost.`, {
      hint: 'name another file',
    });
  }
  // A name of its own, as any name made of that of the file may be taken, or too long.
  const part = join(dirname(place), `.mastra-datasets-${randomBytes(8).toString('hex')}.part`);
  const handle = await open(part, 'wx');
  try {
    if (facts !== null) await handle.chmod(facts.mode & 0o7777);
  } finally {
    await handle.close();
  }
  return {
    path: part,
    isRegular: true,
    publish: () => rename(part, place),
    discard: () => rm(part, { force: true }),
  };
}

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

/** Where a file is or will be, with all links followed. */
async function placeOf(path: string): Promise<string> {
  const present = await realpath(path).catch(nullIfMissing);
  if (present !== null) return present;
  const target = await readlink(path).catch(() => null);
  if (target !== null) return placeOf(resolve(dirname(path), target));
  return join(await realpath(dirname(path)), basename(path));
}

/** Whether two paths lead to one file, also by links of either kind. */
export async function isSamePlace(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([identityOf(one), identityOf(other)]);
  return first === second;
}

async function identityOf(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => null);
  if (facts !== null) return `${facts.dev}:${facts.ino}`;
  return placeOf(path).catch(() => path);
}
