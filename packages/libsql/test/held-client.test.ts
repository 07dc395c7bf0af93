import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callersClient } from '../src/database/clients.js';
import { PooledFileDatabase } from '../src/database/pooled-file-database.js';
import {
  FIRST,
  insert,
  makeKept,
  NO_PATIENCE_MS,
  PATIENCE_MS,
  testHolding,
  values,
  type HeldParties,
} from './holding.js';
import { temporaryDatabase } from './temporary-database.js';

describe.each(['delete', 'wal'])('in journal mode %s', (journalMode) => {
  let clients: Client[];
  let parties: HeldParties;

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
    parties = {
      ours: await connect(PATIENCE_MS),
      impatient: await connect(NO_PATIENCE_MS),
      patient: await connect(PATIENCE_MS),
    };
    await clients[0]?.execute(`PRAGMA journal_mode = ${journalMode}`);
    await makeKept(parties);
  });

  afterEach(async () => {
    for (const database of Object.values(parties)) await database.close();
    for (const client of clients) client.close();
  });

  testHolding('holding a file that a client of the caller’s has open', () => parties);

  it('holding leaves the transaction that the caller has open alone', async () => {
    const { ours, impatient, patient } = parties;
    const transaction = await clients[1]?.transaction('write');
    await transaction?.execute("INSERT INTO kept VALUES ('callers')");
    const refused = expect(impatient.hold(FIRST, () => Promise.resolve())).rejects;
    await refused.toMatchObject({ code: 'STORAGE_BUSY' });
    const waiting = patient.hold(FIRST, (held) => held.write(insert(held, 'ours')));
    await transaction?.commit();
    await waiting;
    expect(await values(ours)).toEqual(['callers', 'ours']);
  });
});
