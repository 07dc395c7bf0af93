import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalDatabase } from '../src/database/local-database.js';
import type { Statement } from '../src/sql/statement.js';
import { temporaryDatabase } from './temporary-database.js';

/** A write that a test waits for in vain gives up at once. */
const NO_PATIENCE_MS = 0;
const PATIENCE_MS = 60_000;

const FIRST: Statement = { sql: 'SELECT 1', args: {} };
const VALUES: Statement = { sql: 'SELECT "value" FROM stored.kept ORDER BY rowid', args: {} };

let ours: LocalDatabase;
let impatient: LocalDatabase;
let patient: LocalDatabase;

beforeEach(async () => {
  const url = await temporaryDatabase();
  ours = new LocalDatabase({ url }, PATIENCE_MS);
  impatient = new LocalDatabase({ url }, NO_PATIENCE_MS);
  patient = new LocalDatabase({ url }, PATIENCE_MS);
  for (const database of [ours, impatient, patient]) await database.open();
  await ours.write(() => [{ sql: 'CREATE TABLE stored.kept ("value" TEXT UNIQUE)', args: {} }]);
});

afterEach(async () => {
  for (const database of [ours, impatient, patient]) await database.close();
});

function insert(value: string): () => Statement[] {
  return () => [{ sql: 'INSERT INTO stored.kept VALUES (:value)', args: { value } }];
}

async function values(database: LocalDatabase): Promise<unknown[]> {
  return (await database.read(VALUES)).map((row): unknown => row[0]);
}

describe('holding a local file', () => {
  it('keeps other processes from writing until its own write, not from reading', async () => {
    await ours.hold(FIRST, async (held) => {
      const refused = expect(impatient.write(insert('theirs'))).rejects;
      await refused.toMatchObject({ code: 'STORAGE_BUSY' });
      expect(await values(patient)).toEqual([]);
      await held.write(insert('ours'));
      await impatient.write(insert('theirs'));
    });
    expect(await values(ours)).toEqual(['ours', 'theirs']);
  });

  it('lets those who wait write when it is over', async () => {
    let waiting: Promise<unknown> | undefined;
    await ours.hold(FIRST, async (held) => {
      waiting = patient.write(insert('theirs'));
      await held.write(insert('ours'));
    });
    await waiting;
    expect(await values(ours)).toEqual(['ours', 'theirs']);
  });

  it('queues writes of its own storage, so that none slips into its transaction', async () => {
    let queued: Promise<unknown> | undefined;
    const failing = ours.hold(FIRST, async () => {
      queued = ours.write(insert('queued'));
      await Promise.resolve();
      throw new Error('The work has failed.');
    });
    await expect(failing).rejects.toThrow('The work has failed.');
    await queued;
    expect(await values(impatient)).toEqual(['queued']);
  });

  it('writes nothing of a write that fails, and lets others write', async () => {
    await ours.write(insert('first'));
    const twice = () => [...insert('second')(), ...insert('first')()];
    await expect(ours.hold(FIRST, (held) => held.write(twice))).rejects.toThrow(/UNIQUE/);
    await impatient.write(insert('third'));
    expect(await values(ours)).toEqual(['first', 'third']);
  });

  it('writes what comes after its first write on its own', async () => {
    await ours.hold(FIRST, async (held) => {
      await held.write(insert('first'));
      await held.write(insert('second'));
    });
    expect(await values(impatient)).toEqual(['first', 'second']);
  });

  it('waits for who writes, and is STORAGE_BUSY when that takes too long', async () => {
    await ours.hold(FIRST, async () => {
      const held = impatient.hold(FIRST, () => Promise.resolve());
      await expect(held).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
    });
    await impatient.hold(FIRST, (held) => held.write(insert('held')));
    expect(await values(ours)).toEqual(['held']);
  });
});
