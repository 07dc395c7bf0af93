import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callersClient } from '../src/database/clients.js';
import { PooledFileDatabase } from '../src/database/pooled-file-database.js';
import type { Statement } from '../src/sql/statement.js';
import { temporaryDatabase } from './temporary-database.js';

/** A write that a test waits for in vain gives up at once. */
const NO_PATIENCE_MS = 0;
const PATIENCE_MS = 60_000;

const FIRST: Statement = { sql: 'SELECT 1', args: {} };
const VALUES: Statement = { sql: 'SELECT "value" FROM kept ORDER BY rowid', args: {} };

function insert(value: string): () => Statement[] {
  return () => [{ sql: 'INSERT INTO kept VALUES (:value)', args: { value } }];
}

async function values(database: PooledFileDatabase): Promise<unknown[]> {
  return (await database.read(VALUES)).map((row): unknown => row[0]);
}

describe.each(['delete', 'wal'])(
  'holding a file that a client of the caller’s has open in journal mode %s',
  (journalMode) => {
    let clients: Client[];
    let ours: PooledFileDatabase;
    let impatient: PooledFileDatabase;
    let patient: PooledFileDatabase;

    beforeEach(async () => {
      const url = await temporaryDatabase();
      clients = [];
      const connect = async (patienceMs: number) => {
        const client = createClient({ url });
        clients.push(client);
        const database = new PooledFileDatabase(callersClient(client), patienceMs);
        await database.open();
        return database;
      };
      ours = await connect(PATIENCE_MS);
      impatient = await connect(NO_PATIENCE_MS);
      patient = await connect(PATIENCE_MS);
      await clients[0]?.execute(`PRAGMA journal_mode = ${journalMode}`);
      await ours.write(() => [{ sql: 'CREATE TABLE kept ("value" TEXT UNIQUE)', args: {} }]);
    });

    afterEach(async () => {
      for (const database of [ours, impatient, patient]) await database.close();
      for (const client of clients) client.close();
    });

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

    it('lets others write who were refused meanwhile, at their first try', async () => {
      for (const round of ['first', 'second', 'third']) {
        await ours.hold(FIRST, async (held) => {
          const refused = expect(impatient.write(insert(`theirs, ${round}`))).rejects;
          await refused.toMatchObject({ code: 'STORAGE_BUSY' });
          await held.write(insert(`ours, ${round}`));
        });
        await impatient.write(insert(`theirs, ${round}`));
      }
      expect(await values(patient)).toHaveLength(6);
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
      await expect(ours.write(twice)).rejects.toThrow(/UNIQUE/);
      await impatient.write(insert('third'));
      expect(await values(ours)).toEqual(['first', 'third']);
    });

    it('reads what it holds, and writes what comes after its first write on its own', async () => {
      await ours.write(insert('zeroth'));
      await ours.hold(FIRST, async (held) => {
        expect(await held.read(VALUES)).toHaveLength(1);
        await held.write(insert('first'));
        expect(await held.read(VALUES)).toHaveLength(2);
        await held.write(insert('second'));
      });
      expect(await values(impatient)).toEqual(['zeroth', 'first', 'second']);
    });

    it('waits for who writes, and is STORAGE_BUSY when that takes too long', async () => {
      await ours.hold(FIRST, async () => {
        const held = impatient.hold(FIRST, () => Promise.resolve());
        await expect(held).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
      });
      await impatient.hold(FIRST, (held) => held.write(insert('held')));
      expect(await values(ours)).toEqual(['held']);
    });

    it('leaves the transaction that the caller has open alone', async () => {
      const transaction = await clients[1]?.transaction('write');
      await transaction?.execute("INSERT INTO kept VALUES ('callers')");
      const refused = expect(impatient.hold(FIRST, () => Promise.resolve())).rejects;
      await refused.toMatchObject({ code: 'STORAGE_BUSY' });
      const waiting = patient.hold(FIRST, (held) => held.write(insert('ours')));
      await transaction?.commit();
      await waiting;
      expect(await values(ours)).toEqual(['callers', 'ours']);
    });
  },
);
