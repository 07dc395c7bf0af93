import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, DatasetsStorage } from '@mastra-datasets/core';
import Database from 'libsql';
import { onTestFinished } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { DatasetsSQLite } from '../examples/sqlite/storage.js';
import type { BusyOptions } from '../src/index.js';

/** How a test opens a file. */
type OpenFile = (file: string) => DatasetsStorage;

const openSqlite: OpenFile = (file) => new DatasetsSQLite({ file, busyTimeoutMs: 0 });

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mastra-datasets-'));
}

/** Makes storages in files of a folder, and remembers which file is whose. */
export async function sqliteFiles() {
  const folder = await temporaryFolder();
  const files = new WeakMap<object, string>();
  let count = 0;

  const open = (file: string, openFile: OpenFile) => {
    const storage = openFile(file);
    files.set(storage, file);
    return storage;
  };

  const fileOf = (storage: object) => {
    const file = files.get(storage);
    if (file === undefined) throw new Error('This storage was not made here.');
    return file;
  };

  const newFile = () => {
    count += 1;
    return join(folder, `${count}.db`);
  };

  const withClock =
    (clock?: Clock): OpenFile =>
    (file) =>
      new DatasetsSQLite({ file, clock });

  return {
    remove: () => rm(folder, { recursive: true, force: true }),
    create: ({ clock }: { clock?: Clock }) => Promise.resolve(open(newFile(), withClock(clock))),
    reopen: async (storage: DatasetsStorage) => {
      await storage.close();
      return open(fileOf(storage), withClock());
    },
    connect: (storage: DatasetsStorage) => Promise.resolve(open(fileOf(storage), withClock())),
    busy: (openFile: OpenFile = openSqlite): BusyOptions => ({
      create: () => Promise.resolve(open(newFile(), openFile)),
      hold: (storage) => {
        const writer = new Database(fileOf(storage));
        writer.exec('BEGIN IMMEDIATE');
        return Promise.resolve(() => {
          writer.close();
          return Promise.resolve();
        });
      },
    }),
    createForeign: (openFile: OpenFile = openSqlite) => {
      const file = newFile();
      const db = new SqliteDatabase(file, 0);
      db.run('CREATE TABLE mastra_datasets (id INTEGER PRIMARY KEY)');
      db.close();
      return Promise.resolve(open(file, openFile));
    },
  };
}

/** What lets one test meet a busy database. */
export async function busySqlite(openFile?: OpenFile): Promise<BusyOptions> {
  const { busy, remove } = await sqliteFiles();
  onTestFinished(remove);
  const { create, hold } = busy(openFile);
  return { create: () => closedAfterwards(create()), hold };
}

/** What lets one test open tables of somebody else. */
export async function foreignSqlite(openFile?: OpenFile): Promise<() => Promise<DatasetsStorage>> {
  const { createForeign, remove } = await sqliteFiles();
  onTestFinished(remove);
  return () => closedAfterwards(createForeign(openFile));
}

async function closedAfterwards(opening: Promise<DatasetsStorage>): Promise<DatasetsStorage> {
  const storage = await opening;
  onTestFinished(() => storage.close());
  return storage;
}
