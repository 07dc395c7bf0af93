import { beforeEach, describe, expect, it } from 'vitest';
import {
  DatasetsError,
  JsonDocument,
  NO_DOCUMENTS,
  type CommitRequest,
  type NewDatasetItem,
} from '../src/index.js';
import { DATASET, SpyStorage, type PrimitiveCall } from './spy-storage.js';

const clock = { now: () => 5_000, wait: () => Promise.resolve() };
const datasetId = 'dataset';
let storage: SpyStorage;

beforeEach(async () => {
  storage = new SpyStorage({ clock });
  await storage.init();
  storage.calls.length = 0;
});

async function collect<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const list: Entry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

function commits(calls: readonly PrimitiveCall[]): CommitRequest[] {
  return calls.filter(([name]) => name === 'commit').map(([, request]) => request as CommitRequest);
}

describe('what reaches the primitives', () => {
  it('an addition, as one commit and nothing else', async () => {
    await storage.addItem({ datasetId, input: { b: 1, a: -0 }, expectedOutput: null });
    expect(storage.calls.map(([name]) => name)).toEqual(['commit']);
    const [request] = commits(storage.calls);
    expect(request).toMatchObject({
      datasetId,
      expectedVersion: 'any',
      schemaRevision: null,
      updates: [],
      deletes: [],
      purges: [],
      message: null,
    });
    expect(request?.now()).toBe(5_000);
    const [insert] = request?.inserts ?? [];
    expect(insert?.input.text).toBe('{"b":1,"a":0}');
    expect(insert?.expectedOutput?.text).toBe('null');
    expect(insert).toMatchObject({ context: null, externalId: null, createdAt: null });
    expect(insert?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  });

  it('an update, with the fields that were given only', async () => {
    const update = { datasetId, id: 'item', input: undefined, context: null };
    await expect(storage.updateItem(update)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(commits(storage.calls)[0]?.updates).toEqual([{ id: 'item', context: null }]);
  });

  it('a deletion, as one commit and nothing else', async () => {
    await storage.deleteItem({ datasetId, id: 'item' });
    expect(storage.calls.map(([name]) => name)).toEqual(['commit']);
    expect(commits(storage.calls)[0]?.deletes).toEqual(['item']);
  });

  it('calls in flight together, as one commit', async () => {
    const inputs = Array.from({ length: 100 }, (_, input) => input);
    await Promise.all([
      ...inputs.map((input) => storage.addItem({ datasetId, input })),
      storage.deleteItem({ datasetId, id: 'item' }),
    ]);
    const [request, ...others] = commits(storage.calls);
    expect(others).toEqual([]);
    expect(request?.inserts.map(({ input }) => input.toValue())).toEqual(inputs);
    expect(request?.deletes).toEqual(['item']);
  });

  it('changes of one item, as a commit each in the order of the calls', async () => {
    const deletion = () => storage.deleteItem({ datasetId, id: 'item' });
    await Promise.all([deletion(), deletion(), storage.deleteItem({ datasetId, id: 'other' })]);
    expect(commits(storage.calls).map(({ deletes }) => deletes)).toEqual([
      ['item', 'other'],
      ['item'],
    ]);
  });

  it('a batch and a call with an expected version, each alone', async () => {
    await Promise.all([
      storage.addItem({ datasetId, input: 1 }),
      storage.addItems({ datasetId, items: [{ input: 2 }, { input: 3 }], message: 'two' }),
      storage.deleteItem({ datasetId, id: 'item', expectedVersion: new Date(1_000) }),
      storage.addItem({ datasetId, input: 4 }),
    ]);
    const requests = commits(storage.calls);
    expect(requests.map(({ inserts, deletes }) => [inserts.length, deletes.length])).toEqual([
      [1, 0],
      [2, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(requests.map(({ message }) => message)).toEqual([null, 'two', null, null]);
    expect(requests.map(({ expectedVersion }) => expectedVersion)).toEqual([
      'any',
      'any',
      1_000,
      'any',
    ]);
  });

  it('whether the updated items are needed, which only calls that give them back do', async () => {
    const counts = { added: 0, updated: 1, deleted: 0, purged: 0, itemCount: 1 };
    const commit = { datasetId, version: 2_000, number: 1, ...counts, message: null };
    storage.scripts.findCommit = () => commit;
    await storage.updateItem({ datasetId, id: 'item', input: 1 }).catch(() => undefined);
    await storage.restoreVersion({ datasetId, version: 1 });
    expect(commits(storage.calls).map(({ returnsUpdated }) => returnsUpdated)).toEqual([
      true,
      false,
    ]);
  });

  it('copies, which the caller cannot change any more', async () => {
    const input = { list: [1] };
    const adding = storage.addItem({ datasetId, input });
    input.list.push(2);
    const item = await adding;
    expect(item.input).toEqual({ list: [1] });
    const kept = commits(storage.calls)[0]?.inserts[0]?.input;
    (item.input as { list: number[] }).list.push(3);
    expect(kept?.toValue()).toEqual({ list: [1] });
  });
});

describe('calls in flight together', () => {
  const refuseLarge = () => {
    const [request] = commits(storage.calls).slice(-1);
    if (request?.inserts.some(({ input }) => input.text === '"large"') !== true) {
      return { version: 2_000, updated: [] };
    }
    throw new DatasetsError('INVALID_ARGUMENT', 'The item is too large.');
  };

  it('are all made but the one that the database refuses', async () => {
    storage.scripts.commit = refuseLarge;
    const inputs = [1, 2, 3, 'large', 5, 6, 7];
    const outcomes = await Promise.allSettled(
      inputs.map((input) => storage.addItem({ datasetId, input })),
    );
    const refused = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [[inputs[index], outcome.reason as unknown]] : [],
    );
    expect(refused).toEqual([['large', expect.objectContaining({ code: 'INVALID_ARGUMENT' })]]);
  });

  it('do not fail when the commit before theirs does', async () => {
    const found = { id: 'item', datasetId, externalId: 'key', version: 1_000, input: 0 };
    const documents = { ...NO_DOCUMENTS, input: JsonDocument.fromValue(0) };
    const times = { versionNumber: 0, createdAt: 1_000, updatedAt: 1_000, purgedAt: null };
    const record = { ...found, ...documents, ...times };
    storage.scripts.findNamedItems = () => [{ item: record, validTo: null }];
    const failures = [new Error('broken')];
    storage.scripts.commit = () => {
      const [failure] = failures.splice(0);
      if (failure !== undefined) throw failure;
      return { version: 2_000, updated: [record] };
    };
    const [first, second] = await Promise.allSettled([
      storage.deleteItem({ datasetId, id: 'item' }),
      storage.addItem({ datasetId, externalId: 'key', input: 1, onConflict: 'update' }),
    ]);
    expect(first).toMatchObject({ reason: { code: 'STORAGE_FAILED' } });
    expect(second.status).toBe('fulfilled');
  });
});

describe('arguments', () => {
  it('may be changed by the caller right after the call', async () => {
    const expectedVersion = new Date(1_000);
    const deleting = storage.deleteItem({ datasetId, id: 'item', expectedVersion });
    expectedVersion.setTime(0);
    await deleting;
    expect(commits(storage.calls)[0]?.expectedVersion).toBe(1_000);

    const inputSchema: Record<string, unknown> = { type: 'number' };
    const creating = storage.createDataset({ name: 'x', inputSchema });
    inputSchema['type'] = 'string';
    expect((await creating).inputSchema).toEqual({ type: 'number' });

    const request = { datasetId, batchSize: 1 };
    const iteration = storage.iterateItems(request);
    request.batchSize = -1;
    expect(await collect(iteration)).toEqual([]);
  });
});

describe('an upsert', () => {
  it('commits on condition that the items it keeps are in the state that was read', async () => {
    const documents = { ...NO_DOCUMENTS, input: JsonDocument.fromValue(0) };
    const times = {
      version: 1_000,
      versionNumber: 0,
      createdAt: 1_000,
      updatedAt: 1_000,
      purgedAt: null,
    };
    const item = { id: 'item', datasetId, externalId: 'key', ...documents, ...times };
    storage.scripts.findNamedItems = () => [{ item, validTo: null }];
    const skip = (items: NewDatasetItem[]) =>
      storage.addItems({
        datasetId,
        items,
        onConflict: 'skip',
        expectedVersion: new Date(1_500),
      });
    await skip([{ externalId: 'key', input: 1 }, { input: 2 }]);
    const [request] = commits(storage.calls);
    expect(request).toMatchObject({
      expectedVersion: 1_500,
      kept: [{ id: 'item', version: 1_000 }],
    });

    storage.calls.length = 0;
    await skip([{ externalId: 'key', input: 1 }]);
    expect(storage.calls.map(([name]) => name)).toEqual(['findNamedItems', 'confirm']);
    const [, confirmation] = storage.calls;
    expect(confirmation?.[1]).toMatchObject({
      expectedVersion: 1_500,
      kept: [{ id: 'item', version: 1_000 }],
    });
  });
});

describe('a tag that another one kept out', () => {
  it('is stored at the next try when that one was removed meanwhile', async () => {
    const counts = { added: 0, updated: 0, deleted: 0, purged: 0, itemCount: 0 };
    const commit = { datasetId, version: 1_000, number: 0, ...counts, message: null };
    const answers = [{ refused: 'tag' }, { createdAt: 5_000 }];
    storage.scripts.findCommit = () => commit;
    storage.scripts.putTag = () => answers.shift();
    const tag = await storage.tagVersion({ datasetId, version: 0, tag: 'baseline' });
    expect(tag).toMatchObject({ tag: 'baseline', number: 0 });
    expect(storage.calls.filter(([name]) => name === 'putTag')).toHaveLength(2);
  });
});

describe('a tag that was stored', () => {
  it('is told as it was stored, with the time since when it names the version', async () => {
    const counts = { added: 0, updated: 0, deleted: 0, purged: 0, itemCount: 0 };
    const commit = { datasetId, version: 1_000, number: 0, ...counts, message: null };
    storage.scripts.findCommit = () => commit;
    storage.scripts.putTag = () => ({ createdAt: 4_000 });
    expect(await storage.tagVersion({ datasetId, version: 0, tag: 'baseline' })).toEqual({
      ...{ datasetId, tag: 'baseline', number: 0 },
      version: new Date(1_000),
      createdAt: new Date(4_000),
    });
    expect(storage.calls.map(([name]) => name)).toEqual(['findCommit', 'putTag']);
  });
});

describe('a clock', () => {
  it.each([Number.NaN, 0.5, 8.64e15])('that gives %d is refused', async (now) => {
    const broken = new SpyStorage({ clock: { now: () => now, wait: () => Promise.resolve() } });
    await expect(broken.createDataset({ name: 'x' })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
  });
});

describe('what does not reach the primitives', () => {
  const pagination = { page: 0, perPage: 10 };
  const malformed: Record<string, () => Promise<unknown>> = {
    'a name that is empty': () => storage.createDataset({ name: '' }),
    'a name with a NUL': () => storage.createDataset({ name: 'a\0b' }),
    'a lone surrogate in a name': () => storage.createDataset({ name: '\ud800' }),
    'a negative page': () => storage.listItems({ datasetId, pagination: { page: -1, perPage: 1 } }),
    'half a page': () => storage.listDatasets({ pagination: { page: 0, perPage: 0.5 } }),
    'a missing input': () => storage.addItem({ datasetId, input: undefined }),
    'NaN deep inside': () => storage.addItem({ datasetId, input: { a: [Number.NaN] } }),
    'a sparse array without end': () =>
      storage.addItem({ datasetId, input: new Array(4_000_000_000) }),
    'an invalid date': () =>
      storage.getItemsByVersion({ datasetId, version: new Date(Number.NaN) }),
    'a negative commit number': () => storage.getItemsByVersion({ datasetId, version: -1 }),
    'an item named twice': () => storage.deleteItems({ datasetId, ids: ['a', 'a'] }),
    'an external id that is too long': () =>
      storage.addItem({ datasetId, input: 1, externalId: 'x'.repeat(256) }),
    'a cursor of another dataset': () =>
      storage.listItems({ datasetId, pagination, cursor: 'bm90IGEgY3Vyc29y' }),
  };
  it.each(Object.keys(malformed))('%s', async (name) => {
    const error: unknown = await malformed[name]?.().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatasetsError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(storage.calls).toEqual([]);
  });
});

describe('failures of the primitives', () => {
  it('become STORAGE_FAILED with the cause', async () => {
    const cause = new Error('disk on fire');
    storage.failures.push(cause);
    await expect(storage.getDatasetById({ id: 'x' })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      cause,
    });
  });

  it('that are DatasetsErrors stay what they are', async () => {
    const busy = new DatasetsError('STORAGE_BUSY', 'held');
    storage.failures.push(busy);
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toBe(busy);
    expect(busy.retryable).toBe(true);
  });

  it('before the storage is ready say that nothing was changed', async () => {
    const cold = new SpyStorage({ clock });
    cold.failures.push(
      new DatasetsError('STORAGE_FAILED', 'no answer', { details: { outcome: 'unknown' } }),
      new Error('no file'),
    );
    for (const message of ['no answer', 'The storage failed: no file']) {
      await expect(cold.addItem({ datasetId, input: 1 })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        message,
        details: { outcome: 'unchanged' },
      });
    }
    await cold.addItem({ datasetId, input: 1 });
  });

  it('of the clock after a commit say that the change may have been made', async () => {
    const waits = [new DatasetsError('STORAGE_BUSY', 'the clock'), new Error('the clock')];
    const late = new SpyStorage({
      clock: { now: clock.now, wait: () => Promise.reject(waits.pop() ?? new Error('no more')) },
    });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(late.addItem({ datasetId, input: 1 })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        retryable: false,
        details: { outcome: 'unknown' },
      });
    }
  });

  it('do not keep the queue from the next call', async () => {
    storage.failures.push(new Error('once'));
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toThrow();
    await expect(storage.addItem({ datasetId, input: 2 })).resolves.toMatchObject({ input: 2 });
  });
});

describe('close()', () => {
  it('waits for the operations under way, then refuses new ones', async () => {
    const adding = storage.addItem({ datasetId, input: 1 });
    const closing = storage.close();
    await expect(storage.addItem({ datasetId, input: 2 })).rejects.toMatchObject({
      code: 'CLOSED',
    });
    await expect(adding).resolves.toMatchObject({ input: 1 });
    await closing;
    await storage.close();
    expect(storage.calls.map(([name]) => name)).toEqual(['commit', 'close']);
  });
});

describe('JsonDocument', () => {
  it('of text that is no JSON is damage, whoever asks for it', async () => {
    const metadata = JsonDocument.fromText('{"a":');
    storage.scripts.findDataset = () => ({ ...DATASET, metadata });
    await expect(storage.getDatasetById({ id: datasetId })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { reason: 'a stored value is no JSON' },
      cause: expect.any(SyntaxError) as unknown,
    });
  });

  it('gives text and value, whichever it was made of', () => {
    expect(JsonDocument.fromText('{"a":[1]}').toValue()).toEqual({ a: [1] });
    expect(JsonDocument.fromValue({ a: [1] }).text).toBe('{"a":[1]}');
  });
});

describe('an adapter that gives the same page again and again', () => {
  const record = { ...DATASET, id: 'item', datasetId, externalId: null, purgedAt: null };
  const documents = { input: JsonDocument.fromValue(0), ...NO_DOCUMENTS };
  const commit = { number: 0, added: 1, updated: 0, deleted: 0, purged: 0, message: null };

  it('is an error of the storage, not an endless search for datasets', async () => {
    storage.scripts.pageDatasets = () => Array.from({ length: 200 }, () => DATASET);
    const list = storage.listDatasets({ pagination: { page: 0, perPage: 1 }, search: 'none' });
    await expect(list).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('is an error of the storage, not an endless iteration of items', async () => {
    storage.scripts.findCommit = () => ({ ...commit, datasetId, version: 1_000, itemCount: 1 });
    storage.scripts.pageItems = () => [{ ...record, ...documents }];
    const items = collect(storage.iterateItems({ datasetId, batchSize: 1 }));
    await expect(items).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
