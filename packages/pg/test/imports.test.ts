import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASETS,
  type ImportItemsInput,
  type NewDatasetItem,
} from '@mastra-datasets/core';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { holdUp, untilHeldUp, untilIdle } from './held-up.js';
import { Relay } from './relay.js';
import { numbered, rowsRead } from './rows-read.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile({ settings: { autovacuum: 'off' } });
const everything = { page: 0, perPage: false } as const;
let url: string;

beforeEach(async () => {
  url = await server.createDatabase();
});

function sql(text: string) {
  return server.query(text, databaseOf(url));
}

async function countStaged(): Promise<number> {
  const [row] = await sql(`SELECT count(*)::int AS count FROM "${TABLE_DATASET_STAGED_ITEMS}"`);
  return Number(row?.['count']);
}

/** How many rows of the items and the staged items some imports read, in a database of their own. */
async function readsOfImports(
  count: number,
  lengths: readonly number[],
): Promise<Record<string, number>> {
  url = await server.createDatabase();
  const storage = openStorage(url, { maxConnections: 1 });
  const other = await storage.createDataset({ name: 'another' });
  await storage.importItems({ datasetId: other.id, items: numbered(1_000, String) });
  const { id: datasetId } = await storage.createDataset({ name: 'imported' });
  for (const length of [...lengths, count]) {
    // Of another dataset the server knows something then, but nothing of this one.
    if (length === count) await sql('VACUUM ANALYZE');
    for (const round of [0, 1]) {
      const items = numbered(length, (index) => [round, index]);
      await storage.importItems({ datasetId, items, onConflict: 'update' });
      await storage.importItems({ datasetId, items, onConflict: 'skip' });
    }
  }
  const { problems, items } = await storage.verify({ datasetId });
  expect({ problems, items }).toStrictEqual({ problems: [], items: count });
  return rowsRead(server, databaseOf(url), [TABLE_DATASET_ITEMS, TABLE_DATASET_STAGED_ITEMS]);
}

/** Yields items, then does something before the end. */
async function* withLast(items: readonly NewDatasetItem[], last: () => Promise<unknown>) {
  yield* items;
  await last();
}

describe('the table of staged items', () => {
  it('is made where an earlier release made the others', async () => {
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'from an earlier release' });
    await sql(`DROP TABLE "${TABLE_DATASET_STAGED_ITEMS}"`);
    const upgraded = openStorage(url);
    const result = await upgraded.importItems({ datasetId, items: [{ input: 1 }] });
    expect(result).toMatchObject({ added: 1 });
    const indexes = await sql(
      `SELECT 1 FROM pg_indexes WHERE tablename = '${TABLE_DATASET_STAGED_ITEMS}'`,
    );
    expect(indexes).toHaveLength(2);
  });

  it('is empty after an import, whether it ends well or not', async () => {
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'imported' });
    const items = numbered(1_500, (index) => index);
    await storage.importItems({ datasetId, items });
    expect(await countStaged()).toBe(0);
    const failing = withLast(
      items.map(({ input }) => ({ input })),
      async () => {
        expect(await countStaged()).toBe(1_000);
        throw new Error('no more');
      },
    );
    await expect(storage.importItems({ datasetId, items: failing })).rejects.toMatchObject({
      cause: { message: 'no more' },
    });
    expect(await countStaged()).toBe(0);
  });

  it('holds nothing of a dataset that is deleted meanwhile', async () => {
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'deleted' });
    const counts: number[] = [];
    const items = (async function* () {
      yield* numbered(1_000, (index) => index);
      await storage.deleteDataset({ id: datasetId });
      counts.push(await countStaged());
      for (let input = 0; input < 1_500; input += 1) yield { input };
      counts.push(await countStaged());
    })();
    const work = storage.importItems({ datasetId, items });
    await expect(work).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    expect(counts).toStrictEqual([0, 0]);
  });
});

it('what is staged while its dataset is deleted does not stay', async () => {
  const storage = openStorage(url);
  const { id: datasetId } = await storage.createDataset({ name: 'deleted' });
  const letThrough = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_STAGED_ITEMS });
  const relay = new Relay(server.port);
  await relay.listen();
  const importer = openStorage(relay.urlOf(databaseOf(url)), { lockTimeoutMs: 1_000 });
  const importing = importer.importItems({ datasetId, items: [{ input: 'secret' }] });
  const failing = expect(importing).rejects.toBeInstanceOf(DatasetsError);
  await untilHeldUp(server, url);
  await storage.deleteDataset({ id: datasetId });
  // The importer never gets to clear up.
  relay.leadTo(1);
  await letThrough();
  await failing;
  await relay.close();
  await untilIdle(server, url);
  expect(await countStaged()).toBe(0);
});

it.each<Pick<ImportItemsInput, 'onConflict' | 'onMissing'>>([
  { onConflict: 'error' },
  { onConflict: 'skip' },
  { onConflict: 'update' },
  { onMissing: 'delete' },
])('what is discarded in the middle of its commit is committed by none: %o', async (options) => {
  const storage = openStorage(url);
  const { id: datasetId } = await storage.createDataset({ name: 'imported' });
  const state = async () => {
    const { items } = await storage.listItems({ datasetId, pagination: everything });
    const { versions } = await storage.listVersions({ datasetId, pagination: everything });
    const { problems } = await storage.verify({ datasetId });
    return { items, versions, problems };
  };
  const isNew = options.onConflict === 'error' || options.onConflict === 'skip';
  await storage.addItems({
    datasetId,
    items: isNew ? [{ input: 'old' }] : numbered(3, () => 'old'),
  });
  const before = await state();
  const letThrough = await holdUp(url, { event: 'UPDATE', table: TABLE_DATASETS });
  // The second is refused, and keeps what its name has.
  const items = [...numbered(1, () => 'new'), { externalId: 'item 1', input: 'new', splits: [''] }];
  const onRejected = () => undefined;
  const importing = storage.importItems({ datasetId, items, onRejected, ...options });
  const failing = expect(importing).rejects.toMatchObject({
    code: 'STORAGE_BUSY',
    details: { outcome: 'unchanged' },
  });
  await untilHeldUp(server, url);
  // Another import, minutes later, which takes the first one for abandoned.
  const later = { now: () => Date.now() + 3_600_000, wait: () => Promise.resolve() };
  const others = withLast([], letThrough);
  await openStorage(url, { clock: later }).importItems({ datasetId, items: others });
  await failing;
  expect(await state()).toStrictEqual(before);
});

describe('imports', () => {
  it('commit in one exchange, or three where another writer holds the dataset', async () => {
    const direct = openStorage(url);
    const { id: datasetId } = await direct.createDataset({ name: 'imported' });
    const relay = new Relay(server.port);
    await relay.listen();
    const storage = openStorage(relay.urlOf(databaseOf(url)), { maxConnections: 1 });
    const exchangesOf = async (items: NewDatasetItem[], last: () => Promise<unknown>) => {
      let before = 0;
      await storage.importItems({
        datasetId,
        items: withLast(items, last),
        onConflict: 'update',
        onProgress: ({ phase }) => {
          if (phase === 'commit') relay.plan(0, null);
          else before += 1;
        },
      });
      expect(before).toBe(1);
      // The last one discards what was staged.
      return relay.operations.slice(0, -1).map(({ statements }) => statements);
    };
    expect(await exchangesOf(numbered(3, String), () => Promise.resolve())).toEqual([9]);

    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    const hold = async () => {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM mastra_datasets FOR UPDATE');
    };
    // So many that all are staged before the last one has come.
    const held = exchangesOf(
      numbered(1_000, (index) => index),
      hold,
    );
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
    await expect.poll(() => server.query(waiting)).toHaveLength(1);
    const released = Date.now();
    await holder.query('ROLLBACK');
    await holder.end();
    // Finding the lock taken; ending that transaction and waiting for the lock; committing.
    expect(await held).toEqual([9, 4, 7]);
    const [newest] = (await direct.listVersions({ datasetId, pagination: { page: 0, perPage: 1 } }))
      .versions;
    // The version was taken when the lock was there.
    expect(newest?.version.getTime()).toBeGreaterThanOrEqual(released);
    await storage.close();
    await relay.close();
  });

  it.each([
    { after: 'none', lengths: [] },
    // Plans for few rows that the server kept would be used for many.
    { after: 'small ones', lengths: [1, 2, 3, 4, 5, 6, 7] },
  ])('read each row as often, however many, without statistics, after $after', async (plans) => {
    const reads = await readsOfImports(4_000, plans.lengths);
    const many = await readsOfImports(16_000, plans.lengths);
    expect(Object.keys(many)).toHaveLength(2);
    for (const [table, count] of Object.entries(many)) {
      expect(count / 16_000, table).toBeLessThan(2 * ((reads[table] ?? 0) / 4_000));
    }
  });
});
