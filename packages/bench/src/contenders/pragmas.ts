import { z } from 'zod';
import type { ConnectionSettings } from './contender.js';

/** Asks a connection for the one value of a PRAGMA. */
export type ReadPragma = (name: string) => Promise<unknown>;

/** SQLite's names for the values of `synchronous`. */
const SYNCHRONOUS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

export async function readSettings(read: ReadPragma): Promise<ConnectionSettings> {
  const synchronous = z.number().parse(await read('synchronous'));
  return {
    journalMode: z.string().parse(await read('journal_mode')),
    synchronous: SYNCHRONOUS[synchronous] ?? String(synchronous),
  };
}

/** The size of the database, what is still in the write-ahead log included. */
export async function readUsedBytes(read: ReadPragma): Promise<number> {
  const pages = z.number().parse(await read('page_count'));
  return pages * z.number().parse(await read('page_size'));
}
