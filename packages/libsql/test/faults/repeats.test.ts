import { createClient } from '@libsql/client';
import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { FaultyClient } from '../faulty-client.js';
import { temporaryDatabase } from '../temporary-database.js';

let client: FaultyClient;
let storage: DatasetsLibSQL;
let other: DatasetsLibSQL;

beforeAll(async () => {
  const url = await temporaryDatabase();
  client = new FaultyClient(createClient({ url, concurrency: 1 }));
  storage = new DatasetsLibSQL({ client });
  other = new DatasetsLibSQL({ url });
  await storage.init();
});

afterAll(async () => {
  await storage.close();
  await other.close();
  client.close();
});

/** What a call changes. */
interface Subject {
  readonly datasetId: string;
  readonly old: DatasetItem;
}

/** A call that may be repeated whatever others write in between, and what the repeat comes to. */
interface SafeCall {
  readonly run: (storage: DatasetsStorage, subject: Subject) => Promise<unknown>;
  readonly refusal: string | null;
}

const items = [
  { externalId: 'one', input: 1 },
  { externalId: 'two', input: 2 },
];

const SAFE_CALLS: Record<string, SafeCall> = {
  'addItem with an externalId': {
    run: (target, { datasetId }) => target.addItem({ datasetId, externalId: 'one', input: 1 }),
    refusal: 'ITEM_EXISTS',
  },
  'addItems with an externalId each': {
    run: (target, { datasetId }) => target.addItems({ datasetId, items }),
    refusal: 'ITEM_EXISTS',
  },
  'addItems with an externalId each that skip': {
    run: (target, { datasetId }) => target.addItems({ datasetId, items, onConflict: 'skip' }),
    refusal: null,
  },
  'importItems with an externalId each that skip': {
    run: (target, { datasetId }) => target.importItems({ datasetId, items, onConflict: 'skip' }),
    refusal: null,
  },
  'addItem expecting a date': {
    run: (target, { datasetId, old: { version } }) =>
      target.addItem({ datasetId, input: 1, expectedVersion: version }),
    refusal: 'VERSION_CONFLICT',
  },
  'updateItem expecting a number': {
    run: (target, { datasetId, old: { id } }) =>
      target.updateItem({ datasetId, id, input: 1, expectedVersion: 1 }),
    refusal: 'VERSION_CONFLICT',
  },
  'addItems that update, expecting a number': {
    run: (target, { datasetId }) =>
      target.addItems({
        datasetId,
        items: [...items, { input: 'without an externalId' }],
        onConflict: 'update',
        expectedVersion: 1,
      }),
    refusal: 'VERSION_CONFLICT',
  },
};

async function makeSubject(): Promise<Subject> {
  const { id: datasetId } = await other.createDataset({ name: 'subject' });
  return { datasetId, old: await other.addItem({ datasetId, externalId: 'old', input: 'old' }) };
}

/** As another writer does: changes every item, and adds one. */
async function writeInBetween({ datasetId }: Subject): Promise<DatasetItem[]> {
  const pagination = { page: 0, perPage: false } as const;
  for (const { id } of (await other.listItems({ datasetId, pagination })).items) {
    await other.updateItem({ datasetId, id, input: 'of another' });
  }
  await other.addItem({ datasetId, externalId: 'another', input: 'of another' });
  return (await other.listItems({ datasetId, pagination })).items;
}

/** How many operations of the client the call takes until its commit, that one included. */
async function operationsUntilCommit({ run }: SafeCall): Promise<number> {
  client.plan(0, null);
  await run(storage, await makeSubject());
  const firstWrite = client.operations.findLastIndex(({ statements }) => (statements ?? 0) > 2);
  return firstWrite + 1;
}

describe.each(Object.entries(SAFE_CALLS))('%s, whose answer was lost', (_, call) => {
  it('does nothing more when it is made again after others have written', async () => {
    const operations = await operationsUntilCommit(call);
    const subject = await makeSubject();
    const { datasetId } = subject;
    client.plan(operations - 1, { type: 'lost reply' });
    expect(await failureOf(call.run(storage, subject))).toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unknown' },
    });
    client.plan(0, null);
    const before = await writeInBetween(subject);
    expect(before.length).toBeGreaterThanOrEqual(2);
    const { version } = (await other.getDatasetById({ id: datasetId })) ?? subject.old;

    const failure = await failureOf(call.run(storage, subject));
    if (call.refusal === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: call.refusal });
    expect(await other.getItemsByVersion({ datasetId, version: new Date(8e15) })).toEqual(before);
    expect(await other.getDatasetById({ id: datasetId })).toMatchObject({ version });
    expect(await other.verify({ datasetId })).toMatchObject({ problems: [] });
  });
});
