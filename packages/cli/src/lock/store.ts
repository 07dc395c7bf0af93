import { dirname } from 'node:path';
import { findLockFile } from '@mastra-datasets/cases';
import { addressOf } from '../context.js';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { DEFAULT_URL, isReadable, normalizeUrl, storeFile, type StoreAddress } from '../store.js';

/** Where the locked cases are, beside the files with them. */
export interface LockedStore {
  readonly address: StoreAddress;
  /** Whether nothing names a store, and the default one is not there. */
  readonly isAbsent: boolean;
}

/**
 * Finds the store that locked cases are in: from the options, the environment, or else `mastra.db`
 * beside the lock file, where `loadCases` looks for it too.
 */
export async function findLockedStore(options: GlobalOptions, io: Io): Promise<LockedStore> {
  const lockFile = await findLockFile(io.cwd);
  const cwd = lockFile === undefined ? io.cwd : dirname(lockFile);
  const defaultUrl = normalizeUrl(DEFAULT_URL, { cwd });
  const address = addressOf(options, io, defaultUrl);
  const file = storeFile(address, io);
  const isAbsent = address.url === defaultUrl && file !== null && !(await isReadable(file));
  return { address, isAbsent };
}
