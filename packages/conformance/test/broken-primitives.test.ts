import type { DatasetsPrimitives, DatasetsStorage } from '@mastra-datasets/core/storage';
import {
  DatasetsError,
  FULL_SUPPORTS,
  VersionedDatasetsStorage,
} from '@mastra-datasets/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';
import { PRIMITIVES_TOPICS } from '../src/primitives/suite.js';
import { checkBusy } from '../src/suites/busy.js';
import { checkForeignTables } from '../src/suites/foreign-tables.js';
import { FAULTS, type Fault } from './primitives-faults.js';
import { busySqlite, foreignSqlite } from './sqlite-databases.js';

const CHECKS = PRIMITIVES_TOPICS.flatMap(({ checks }) => checks);

/** Opens primitives with a fault, or sound ones. */
async function open({ change }: Pick<Fault, 'change'>): Promise<DatasetsPrimitives> {
  const db = new SqliteDatabase(':memory:', 0);
  const sound = sqlitePrimitives(db);
  onTestFinished(() => sound.close());
  await sound.initialize();
  return { ...sound, ...change(sound, db) };
}

describe('the checks of primitives', () => {
  it.each(FAULTS)('name an adapter that $what', async (fault) => {
    const check = CHECKS.find(({ name }) => name === fault.check);
    expect(check, fault.check).toBeDefined();
    await expect(check?.run(() => open(fault))).rejects.toThrow(/expected|refused/);
  });

  it('find nothing wrong with a sound adapter', async () => {
    for (const { run } of CHECKS) await run(() => open({ change: () => ({}) }));
  });
});

/** A storage over a file with faults. */
class Broken extends VersionedDatasetsStorage {
  constructor(file: string, change: (sound: DatasetsPrimitives) => Partial<DatasetsPrimitives>) {
    const sound = sqlitePrimitives(new SqliteDatabase(file, 0));
    super({ ...sound, ...change(sound) });
  }
}

/** Lets an error escape as the driver threw it. */
function raw(error: unknown): never {
  throw error instanceof DatasetsError ? error.cause : error;
}

function leavesBusyRaw(file: string): DatasetsStorage {
  return new Broken(file, (sound) => ({
    commit: (request) => sound.commit(request).catch(raw),
    deleteDataset: (id) => sound.deleteDataset(id).catch(raw),
  }));
}

function usesForeignTables(file: string): DatasetsStorage {
  return new Broken(file, (sound) => ({
    initialize: () => sound.initialize().catch(() => undefined),
  }));
}

describe('the checks of trouble', () => {
  it('find an adapter that leaves the errors of a busy database raw', async () => {
    const work = checkBusy(await busySqlite(leavesBusyRaw), FULL_SUPPORTS);
    await expect(work).rejects.toThrow(/STORAGE_FAILED|STORAGE_BUSY/);
  });

  it('find an adapter that uses the tables of somebody else', async () => {
    const work = checkForeignTables(await foreignSqlite(usesForeignTables));
    await expect(work).rejects.toThrow(/should have rejected/);
  });

  it('find nothing wrong with a sound adapter', async () => {
    await checkBusy(await busySqlite(), FULL_SUPPORTS);
    await checkForeignTables(await foreignSqlite());
  });
});
