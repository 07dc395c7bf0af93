import {
  VersionedDatasetsStorage,
  type CommitRequest,
  type DatasetsPrimitives,
} from '@mastra-datasets/core';
import { emptyCommit } from '@mastra-datasets/test-servers';
import pg from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DatasetsPG } from '../src/index.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
const url = await server.createDatabase();
let theirs: DatasetsPG;
let datasetId: string;

beforeEach(async () => {
  theirs = openStorage(url);
  ({ id: datasetId } = await theirs.createDataset({ name: 'held' }));
});

type Work<Outcome> = (held: DatasetsPrimitives) => Promise<Outcome>;

/** Runs work while a storage holds a dataset. */
async function hold<Outcome>(storage: DatasetsPG, id: string, work: Work<Outcome>) {
  await storage.init();
  return holdOn(VersionedDatasetsStorage.primitivesOf(storage), id, work);
}

function holdOn<Outcome>(primitives: DatasetsPrimitives, id: string, work: Work<Outcome>) {
  if (primitives.hold === undefined) throw new Error('Nothing can be held.');
  return primitives.hold(id, work);
}

/** A pool of the caller's with one connection, and a storage on it. */
async function openOnOneConnection() {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const storage = new DatasetsPG({ pool, lockTimeoutMs: 2_000 });
  onTestFinished(async () => {
    await storage.close();
    await pool.end();
  });
  await storage.init();
  return { pool, storage };
}

function commitOf(message: string, expectedVersion?: number | 'any'): CommitRequest {
  return emptyCommit(datasetId, message, expectedVersion);
}

/** The sessions of the database that are in a transaction, and do nothing. */
function idleTransactions(): Promise<Record<string, unknown>[]> {
  return server.query(
    `SELECT pid FROM pg_stat_activity
      WHERE datname = '${databaseOf(url)}' AND state LIKE 'idle in transaction%'`,
  );
}

async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(() =>
      server.query(
        `SELECT 1 FROM pg_stat_activity
          WHERE datname = '${databaseOf(url)}' AND wait_event_type = 'Lock'`,
      ),
    )
    .not.toEqual([]);
}

describe('a dataset that is held', () => {
  it('is written to by nobody else between the reads and the commit', async () => {
    const { storage } = await openOnOneConnection();
    let theirAddition: Promise<unknown> | undefined;
    const result = await hold(storage, datasetId, async (held) => {
      const before = await held.findCommit(datasetId, { type: 'newest' });
      theirAddition = theirs.addItem({ datasetId, input: 'theirs' });
      await untilSomebodyWaits();
      return held.commit(commitOf('ours', before?.version));
    });
    expect(result).toMatchObject({ number: 1 });
    expect(await theirAddition).toMatchObject({ versionNumber: 2 });
    expect(await idleTransactions()).toEqual([]);
  });

  it('is free, and so is the connection, as soon as the work has written', async () => {
    const { pool, storage } = await openOnOneConnection();
    await hold(storage, datasetId, async (held) => {
      await held.commit(commitOf('ours'));
      expect(pool.idleCount).toBe(1);
      const { versionNumber } = await theirs.addItem({ datasetId, input: 'theirs' });
      expect(versionNumber).toBe(2);
      expect(await held.findCommit(datasetId, { type: 'newest' })).toMatchObject({ number: 2 });
      expect(await held.commit(commitOf('ours again'))).toMatchObject({ number: 3 });
    });
    expect(pool.totalCount).toBe(1);
  });

  it('is free, and so is the connection, when a commit was refused', async () => {
    const { pool, storage } = await openOnOneConnection();
    const refused = await hold(storage, datasetId, async (held) => {
      const answer = await held.commit(commitOf('refused', 1));
      expect(pool.idleCount).toBe(1);
      expect(await held.findDataset(datasetId)).toMatchObject({ versionNumber: 0 });
      return answer;
    });
    expect(refused).toEqual({ refused: 'version' });
    expect(await theirs.addItem({ datasetId, input: 1 })).toMatchObject({ versionNumber: 1 });
  });

  it('is free, and so is the connection, when the work fails or writes nothing', async () => {
    const { pool, storage } = await openOnOneConnection();
    const failing = hold(storage, datasetId, async (held) => {
      await held.findDataset(datasetId);
      throw new Error('The work has failed.');
    });
    await expect(failing).rejects.toThrow('The work has failed.');
    await hold(storage, datasetId, (held) => held.findDataset(datasetId));
    expect(await idleTransactions()).toEqual([]);
    expect([pool.idleCount, pool.totalCount]).toEqual([1, 1]);
    expect(await theirs.addItem({ datasetId, input: 1 })).toMatchObject({ versionNumber: 1 });
  });

  it('may be held again by the same work', async () => {
    const { storage } = await openOnOneConnection();
    await hold(storage, datasetId, async (held) => {
      const inner = await holdOn(held, datasetId, (inside) => inside.commit(commitOf('inner')));
      expect(inner).toMatchObject({ number: 1 });
      const outer = await holdOn(held, datasetId, (inside) => inside.commit(commitOf('outer')));
      expect(outer).toMatchObject({ number: 2 });
    });
  });

  it('is waited for one after the other by those who share a connection', async () => {
    const { storage } = await openOnOneConnection();
    const { id: other } = await theirs.createDataset({ name: 'other' });
    const works = [datasetId, other, datasetId, other].map((id) =>
      hold(storage, id, async (held) => {
        await held.findDataset(id);
        return held.commit({ ...commitOf('shared'), datasetId: id });
      }),
    );
    const numbers = (await Promise.all(works)).map((made) => ('number' in made ? made.number : 0));
    expect(numbers.sort()).toEqual([1, 1, 2, 2]);
  });

  it('is STORAGE_BUSY after waiting as long as is said', async () => {
    const impatient = openStorage(url, { lockTimeoutMs: 50 });
    const { storage } = await openOnOneConnection();
    await hold(storage, datasetId, async () => {
      const waiting = hold(impatient, datasetId, () =>
        Promise.reject(new Error('The work must not begin.')),
      );
      await expect(waiting).rejects.toMatchObject({
        code: 'STORAGE_BUSY',
        details: { outcome: 'unchanged' },
      });
    });
  });
});

describe('a transaction that the server ends while it holds a dataset', () => {
  async function endHolders(): Promise<void> {
    for (const { pid } of await idleTransactions()) {
      await server.query(`SELECT pg_terminate_backend(${String(pid)}, 10000)`);
    }
  }

  it('leaves the work to go on without', async () => {
    const { pool, storage } = await openOnOneConnection();
    const result = await hold(storage, datasetId, async (held) => {
      await endHolders();
      const before = await held.findCommit(datasetId, { type: 'newest' });
      return held.commit(commitOf('ours', before?.version));
    });
    expect(result).toMatchObject({ number: 1 });
    expect(pool.totalCount).toBe(1);
  });

  it('lets a commit be refused that others overtook', async () => {
    const { storage } = await openOnOneConnection();
    const result = await hold(storage, datasetId, async (held) => {
      const before = await held.findCommit(datasetId, { type: 'newest' });
      await endHolders();
      await theirs.addItem({ datasetId, input: 'theirs' });
      return held.commit(commitOf('ours', before?.version));
    });
    expect(result).toEqual({ refused: 'version' });
  });
});

it('merges of many into one item need no third try', async () => {
  const { id } = await theirs.addItem({ datasetId, input: 'shared' });
  // A call ends after its second refusal.
  const storages = Array.from({ length: 4 }, () => openStorage(url, { busyTimeoutMs: 0 }));
  const merging = storages.map(async (storage, writer) => {
    for (let index = 0; index < 15; index += 1) {
      const merge = { context: { [`${writer}/${index}`]: true } };
      await storage.updateItem({ datasetId, id, merge });
    }
  });
  await Promise.all(merging);
  const { context } = (await theirs.getItemById({ id })) ?? {};
  expect(Object.keys(context ?? {})).toHaveLength(60);
});
