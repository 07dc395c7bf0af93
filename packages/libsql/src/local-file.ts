import type { Client } from '@libsql/client';
import { storageFailed } from '@mastra-datasets/core';
import { codeOf, isBusy, isClientClosed } from './errors.js';
import { reasonOf } from './failures.js';

/**
 * Commits that are on the disk when they are acknowledged, whatever the driver's default. Sixteen
 * megabytes for a connection: the driver's two hold too little of an index to fill it fast.
 */
const SETTINGS = 'PRAGMA synchronous = FULL; PRAGMA cache_size = -16000';

/**
 * What needs the same lock as an operation, and leaves nothing behind. Run as several statements at
 * once, since the driver ends those when they meet a busy database; every other way to find out
 * costs a connection, whose files stay open until it is garbage.
 */
const PROBES = {
  read: 'SELECT 1 FROM sqlite_master LIMIT 1',
  write: 'BEGIN IMMEDIATE; ROLLBACK',
} as const;

/** What an operation does, as far as locks and failures are concerned. */
export type OperationKind = keyof typeof PROBES;

/** Whether the database is a local file, other than one in memory or on a server. */
export async function isLocalFile(client: Client): Promise<boolean> {
  if (client.protocol !== 'file') return false;
  const { rows } = await client.execute('PRAGMA database_list');
  return rows.some((row) => row['name'] === 'main' && row['file'] !== '');
}

/** Puts a file in WAL mode. One that cannot be written to stays as it is: it may well be read. */
export async function useWriteAheadLog(client: Client): Promise<void> {
  try {
    await client.executeMultiple('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_READONLY') throw error;
  }
}

/**
 * Lets a client's only connection commit safely, and gives it more memory, which contention leaves
 * as it was.
 */
export async function configureConnection(client: Client): Promise<void> {
  try {
    await client.executeMultiple(SETTINGS);
  } catch (error) {
    if (!isContention(error)) throw error;
  }
}

/** Rejects with `SQLITE_BUSY` while somebody else has the lock that an operation needs. */
export async function probeLock(client: Client, kind: OperationKind): Promise<void> {
  await client.executeMultiple(PROBES[kind]);
}

/**
 * Moves what is in the write-ahead log to the file, since the driver lets go of the file only when
 * the garbage collector finds its statements. Other processes may hinder that, and then do it
 * themselves; who may only read has nothing to move.
 */
export async function moveLogToFile(client: Client): Promise<void> {
  try {
    await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (isContention(error) || codeOf(error) === 'SQLITE_READONLY') return;
    throw storageFailed('unchanged', {
      message:
        'The database is closed and nothing is lost, but what is in its log (the file whose name ' +
        `ends in -wal) could not be moved to it, so keep both together: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

/** Whether another process has a lock, or another operation has replaced the connection. */
function isContention(error: unknown): boolean {
  return isBusy(error) || isClientClosed(error);
}
