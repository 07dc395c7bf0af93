import { constants, existsSync } from 'node:fs';
import { copyFile, link, lstat, realpath, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addressOf, withStore, type CommandContext } from '../context.js';
import type { GlobalOptions } from '../global-options.js';
import { fileFailure, isMissing } from '@mastra-datasets/files';
import { cleaningUp, type Io } from '../io.js';
import { storeFile } from '../store.js';

/** Another command made the database while an import filled its own. */
export class StoreAppeared extends Error {
  override readonly name = 'StoreAppeared';
}

/** What SQLite puts behind the name of a database, for the files beside it. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/**
 * Runs an import on the store. A database that does not exist yet is made beside its place, and appears
 * there when the import is done: one that fails leaves nothing. Throws {@link StoreAppeared} where
 * another command was faster, whose database stays as it is.
 */
export async function withImportStore(
  io: Io,
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const file = storeFile(addressOf(options, io), io);
  if (file === null || !(await isFree(file))) {
    await withStore(io, options, work, { create: true });
    return;
  }
  const folder = await realpath(dirname(file)).catch(() => null);
  if (folder === null) {
    // What is wrong is told by the storage.
    await withStore(io, options, work, { create: true });
    return;
  }
  const place = join(folder, basename(file));
  const part = join(folder, `.mastra-datasets-${randomBytes(8).toString('hex')}.db`);
  await cleaningUp(io, async () => {
    try {
      const url = pathToFileURL(part).href;
      await withStore(io, { ...options, url }, work, { create: true });
      await publish(part, place);
    } finally {
      for (const suffix of SUFFIXES) await rm(`${part}${suffix}`, { force: true });
    }
  });
}

/** Whether nothing is at a place. A link that leads nowhere is something, and so is what cannot be asked. */
async function isFree(place: string): Promise<boolean> {
  try {
    await lstat(place);
    return false;
  } catch (error) {
    return isMissing(error);
  }
}

/** Lets a database appear at its place, unless there is one already. */
async function publish(part: string, place: string): Promise<void> {
  // An import without rows may have made nothing.
  if (!existsSync(part)) return;
  try {
    await link(part, place).catch(async (error: unknown) => {
      if (isCode(error, 'EEXIST')) throw error;
      // Some file systems have no links.
      await copyFile(part, place, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new StoreAppeared();
    throw fileFailure(place, error);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
