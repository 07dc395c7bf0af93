import {
  DatasetsError,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_NAMES,
} from '@mastra-datasets/core';
import {
  IMPORTED,
  importedState,
  makeImportSubject,
  makeSubject,
  MUTATIONS,
  runImport,
  withoutIdentity,
} from '@mastra-datasets/test-servers';
import { errorOf, expectNoProblems } from '@mastra-datasets/test-servers/faults';
import pg from 'pg';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readStoredRows } from './faults/stored-rows.js';
import { holdUp, untilHeldUp, untilIdle } from './held-up.js';
import { Relay } from './relay.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let url: string;

beforeEach(async () => {
  url = await server.createDatabase();
  await openStorage(url).init();
});

/** How many rows each table has that has any. */
async function rowCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLE_NAMES) {
    const rows = await server.query(`SELECT 1 FROM "${table}"`, databaseOf(url));
    if (rows.length > 0) counts[table] = rows.length;
  }
  return counts;
}

async function openRelay(): Promise<Relay> {
  const relay = new Relay(server.port);
  await relay.listen();
  onTestFinished(() => relay.close());
  return relay;
}

/** A storage whose connections are broken by `relay.leadTo(server.port)`. */
function openThrough(relay: Relay) {
  return openStorage(relay.urlOf(databaseOf(url)));
}

/** Any change of what is stored. */
const ANY_CHANGE = TABLE_NAMES.filter((table) => table !== TABLE_DATASET_STAGED_ITEMS).map(
  (table) => ({ event: 'INSERT OR UPDATE OR DELETE', table }) as const,
);

describe.each(Object.entries(MUTATIONS))('%s', (_, mutation) => {
  it('is done once when it is called again while the server still carries it out', async () => {
    const observer = openStorage(url);
    const reader = new pg.Pool({ connectionString: url });
    onTestFinished(() => reader.end());
    expect(await errorOf(observer, mutation, await makeSubject(observer))).toBeNull();
    const once = withoutIdentity(await readStoredRows(reader));
    await observer.dangerouslyClearAll();

    const subject = await makeSubject(observer);
    const relay = await openRelay();
    const storage = openThrough(relay);
    await storage.init();
    const letThrough = await holdUp(url, ...ANY_CHANGE);
    const first = errorOf(storage, mutation, subject);
    await untilHeldUp(server, url);
    relay.leadTo(server.port);
    expect(await first).toMatchObject({ code: 'STORAGE_FAILED', details: { outcome: 'unknown' } });
    const again = errorOf(storage, mutation, subject);
    await untilHeldUp(server, url, 2);
    await letThrough();
    const error = await again;
    if (mutation.refusal === null) expect(error).toBeNull();
    else expect(error).toMatchObject({ code: mutation.refusal });
    await untilIdle(server, url);
    await expectNoProblems(observer);
    if (mutation.repeats !== true) {
      expect(withoutIdentity(await readStoredRows(reader))).toStrictEqual(once);
    }
  });
});

describe('an import whose connection breaks', () => {
  it('while the server commits it changes nothing, and is made again', async () => {
    const observer = openStorage(url);
    const datasetId = await makeImportSubject(observer);
    const relay = await openRelay();
    const storage = openThrough(relay);
    await storage.init();
    const letThrough = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
    const first = runImport(storage, datasetId);
    await untilHeldUp(server, url);
    relay.leadTo(server.port);
    // By then, it has cleared up what it had stored.
    expect(await first).toBeInstanceOf(DatasetsError);
    const again = runImport(storage, datasetId);
    await untilHeldUp(server, url, 2);
    await letThrough();
    expect(await again).toBeNull();
    await untilIdle(server, url);
    const state = { items: IMPORTED.length, versions: 3, problems: [] };
    expect(await importedState(observer, datasetId)).toStrictEqual(state);
    expect(await rowCounts()).not.toHaveProperty(TABLE_DATASET_STAGED_ITEMS);
  });

  it('before it knows that items were stored removes them all the same', async () => {
    const observer = openStorage(url);
    const datasetId = await makeImportSubject(observer);
    const relay = await openRelay();
    const storage = openThrough(relay);
    await storage.init();
    relay.plan(0, null);
    expect(await runImport(storage, await makeImportSubject(observer))).toBeNull();
    const stores = relay.operations.findIndex(({ statements }) => statements > 1);
    relay.plan(stores, { type: 'lost reply' });
    const unchanged = { code: 'STORAGE_FAILED', details: { outcome: 'unchanged' } };
    expect(await runImport(storage, datasetId)).toMatchObject(unchanged);
    expect(await rowCounts()).not.toHaveProperty(TABLE_DATASET_STAGED_ITEMS);
  });
});

describe('a dataset whose creation the server has not come to the end of', () => {
  it('is there whole, or not at all, when it is deleted meanwhile', async () => {
    const id = 'given';
    const created = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
    const deleted = await holdUp(url, { event: 'DELETE', table: TABLE_DATASET_VERSIONS });
    const creating = openStorage(url).createDataset({ id, name: 'made', attributes: { key: 1 } });
    await untilHeldUp(server, url);
    const storage = openStorage(url);
    const deleting = storage.deleteDataset({ id });
    await untilHeldUp(server, url, 2);
    await created();
    await creating;
    await deleted();
    await deleting;
    expect(await storage.verify({ datasetId: id })).toMatchObject({ problems: [] });
    await storage.deleteDataset({ id });
    expect(await rowCounts()).toStrictEqual({});
  });

  it('is not taken for damaged by a change that it comes in the middle of', async () => {
    const datasetId = 'given';
    const created = await holdUp(url, { event: 'INSERT', table: TABLE_DATASET_VERSIONS });
    const looked = await holdUp(url, { event: 'UPDATE', table: TABLE_DATASETS });
    const storage = openStorage(url);
    const creating = storage.createDataset({ id: datasetId, name: 'made' });
    await untilHeldUp(server, url);
    const adding = storage.addItem({ datasetId, input: 'new' });
    await untilHeldUp(server, url, 2);
    await created();
    await creating;
    await looked();
    expect(await adding).toMatchObject({ versionNumber: 1 });
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 1, problems: [] });
  });
});
