import { createClient, type Client } from '@libsql/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CallersFile } from '../src/database/callers-file.js';
import { DatasetsLibSQL } from '../src/index.js';
import type { Statement } from '../src/sql/statement.js';
import { temporaryDatabase } from './temporary-database.js';

const FIRST: Statement = { sql: 'SELECT 1', args: {} };
// Memory that clients share lives until the driver has let go of the clients of other tests.
const CREATE: Statement[] = [
  { sql: 'DROP TABLE IF EXISTS kept', args: {} },
  { sql: 'CREATE TABLE kept ("value" TEXT)', args: {} },
];
/** Fails when it is run, not before. */
const FAILING = `SELECT json('{')`;
/** How many statements a read sends at most: what it begins with, and itself. */
const LONGEST_READ = 2;
const INSERT: Statement = { sql: "INSERT INTO kept VALUES ('ours')", args: {} };

const clients: Client[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function connect(options: Parameters<typeof createClient>[0]): Client {
  const client = createClient(options);
  clients.push(client);
  return client;
}

async function open(client: Client, busyTimeoutMs = 0): Promise<CallersFile> {
  const database = new CallersFile(client, busyTimeoutMs);
  await database.open();
  return database;
}

const SINGLE = [
  { name: 'memory', options: () => Promise.resolve({ url: ':memory:' }) },
  {
    name: 'memory that clients share',
    options: () => Promise.resolve({ url: 'file::memory:?cache=shared' }),
  },
  {
    name: 'a file, with one connection',
    options: async () => ({ url: await temporaryDatabase(), concurrency: 1 }),
  },
];

describe.each(SINGLE)('a client of the caller’s that has $name', ({ options }) => {
  it('keeps its database, and takes other calls while a change is held', async () => {
    const client = connect(await options());
    const database = await open(client);
    await database.write(() => CREATE);
    await database.hold(FIRST, async (held) => {
      await client.execute("INSERT INTO kept VALUES ('callers')");
      await held.write(() => [INSERT]);
    });
    const { rows } = await client.execute('SELECT "value" FROM kept ORDER BY rowid');
    expect(rows.map(({ value }) => value)).toEqual(['callers', 'ours']);
  });

  it('is busy while the caller has a transaction open, which stays as it is', async () => {
    const client = connect(await options());
    const impatient = await open(client);
    const patient = await open(client, 60_000);
    await impatient.write(() => CREATE);
    const transaction = await client.transaction('write');
    await transaction.execute("INSERT INTO kept VALUES ('callers')");
    for (const refused of [impatient.write(() => [INSERT]), impatient.read(FIRST)]) {
      await expect(refused).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
    }
    const waiting = patient.write(() => [INSERT]);
    await transaction.commit();
    await waiting;
    const { rows } = await client.execute('SELECT "value" FROM kept ORDER BY rowid');
    expect(rows.map(({ value }) => value)).toEqual(['callers', 'ours']);
  });
});

describe('a client of the caller’s that has a file', () => {
  it('keeps others from writing while a change is held', async () => {
    const url = await temporaryDatabase();
    const database = await open(connect({ url }), 60_000);
    const other = connect({ url });
    await database.write(() => CREATE);
    await database.hold(FIRST, async (held) => {
      const refused = other.execute(INSERT.sql);
      await expect(refused).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
      await held.write(() => [INSERT]);
    });
    const { rows } = await other.execute('SELECT count(*) AS count FROM kept');
    expect(rows[0]?.['count']).toBe(1);
  });

  it('takes a first call while the caller has a transaction open', async () => {
    const client = connect({ url: await temporaryDatabase() });
    const transaction = await client.transaction('write');
    const storage = new DatasetsLibSQL({ client });
    const created = storage.createDataset({ name: 'first' });
    await transaction.rollback();
    expect(await created).toMatchObject({ name: 'first' });
    await storage.close();
  });

  it('keeps others from writing as soon as the caller’s transactions leave connections', async () => {
    const url = await temporaryDatabase();
    const client = connect({ url, concurrency: 3 });
    const transaction = await client.transaction('read');
    const database = await open(client, 60_000);
    const other = connect({ url });
    await other.batch(CREATE.map(({ sql }) => sql));
    await database.hold(FIRST, () => other.execute(INSERT.sql));
    await transaction.rollback();
    await database.hold(FIRST, async (held) => {
      const refused = other.execute(INSERT.sql);
      await expect(refused).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
      await held.write(() => [INSERT]);
    });
    const { rows } = await other.execute('SELECT count(*) AS count FROM kept');
    expect(rows[0]?.['count']).toBe(2);
  });

  it.each([1, 2, 3, 20])(
    'takes first calls, and many reads at once, beside the caller’s with %d connections',
    async (concurrency) => {
      const client = connect({ url: await temporaryDatabase(), concurrency });
      const storage = new DatasetsLibSQL({ client, busyTimeoutMs: 0 });
      const theirs = () => Array.from({ length: 30 }, () => client.execute('SELECT 1'));
      const [{ id }] = await Promise.all([storage.createDataset({ name: 'first' }), ...theirs()]);
      const reads = Array.from({ length: 60 }, () => storage.getDatasetById({ id }));
      const [found] = await Promise.all([Promise.all(reads), ...theirs()]);
      expect(found.map((dataset) => dataset?.id)).toEqual(reads.map(() => id));
      await storage.close();
    },
  );

  it('asks for no transactions where each of them takes a new connection', async () => {
    const url = await temporaryDatabase();
    const client = connect({ url });
    const begin = vi
      .spyOn(client, 'transaction')
      .mockImplementation(() => connect({ url }).transaction('deferred'));
    const database = await open(client);
    begin.mockClear();
    await database.write(() => CREATE);
    await database.hold(FIRST, (held) => held.write(() => [INSERT]));
    expect(await database.read({ sql: 'SELECT "value" FROM kept', args: {} })).toHaveLength(1);
    expect(begin).not.toHaveBeenCalled();
  });

  it('stays as it was where a statement of a write fails, whichever it is', async () => {
    const client = connect({ url: await temporaryDatabase() });
    let failing: number | null = null;
    let lengths: number[] = [];
    const begin = async () => {
      const transaction = await client.transaction('deferred');
      const run = transaction.batch.bind(transaction);
      vi.spyOn(transaction, 'batch').mockImplementation((statements) => {
        lengths.push(statements.length);
        const given = [...statements];
        // Reads are shorter than that, and go on.
        if (failing !== null && given.length > LONGEST_READ) given[failing] = FAILING;
        return run(given);
      });
      return transaction;
    };
    const failingClient = new Proxy(client, {
      get: (target, name) => {
        const member: unknown = name === 'transaction' ? begin : Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const storage = new DatasetsLibSQL({ client: failingClient });
    const { id: datasetId } = await storage.createDataset({ name: 'failing' });
    await storage.addItem({ datasetId, input: 0 });
    const before = await storage.getVersion({ datasetId });
    lengths = [];
    await storage.addItem({ datasetId, input: 1 });
    const length = Math.max(...lengths);
    expect(length).toBeGreaterThan(LONGEST_READ);
    for (failing = 0; failing < length; failing += 1) {
      const failed = storage.addItem({ datasetId, input: 'lost' });
      await expect(failed).rejects.toMatchObject({
        ...{ code: 'STORAGE_FAILED', details: { outcome: 'unchanged' } },
      });
    }
    failing = null;
    await storage.addItem({ datasetId, input: 2 });
    const after = await storage.getVersion({ datasetId });
    expect(after).toMatchObject({ number: (before?.number ?? 0) + 2, itemCount: 3 });
    await storage.close();
  });

  it('writes of the caller that run beside ours meet no lock of ours', async () => {
    const client = connect({ url: await temporaryDatabase() });
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'beside' });
    await client.execute('CREATE TABLE theirs ("value" INTEGER)');
    const rounds = Array.from({ length: 50 }, (_, value) => value);
    await Promise.all([
      ...rounds.map((input) => storage.addItem({ datasetId, input })),
      ...rounds.map((value) => client.execute('INSERT INTO theirs VALUES (?)', [value])),
      ...rounds.map((value) => client.batch([`INSERT INTO theirs VALUES (${value})`], 'write')),
    ]);
    const { rows } = await client.execute('SELECT count(*) AS count FROM theirs');
    expect(rows[0]?.['count']).toBe(100);
    await storage.close();
  });
});
