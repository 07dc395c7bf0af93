import { describe, expect, it } from 'vitest';
import { LIMITS, type DatasetsLimits } from '../src/index.js';
import { SpyStorage } from './spy-storage.js';

const datasetId = 'dataset';
const clock = { now: () => 5_000, wait: () => Promise.resolve() };
const pagination = { page: 0, perPage: 10 };

type Call = (storage: SpyStorage, length: number) => Promise<unknown>;

interface Edge {
  readonly limit: keyof DatasetsLimits;
  readonly path: string;
  /** Uses up as much of the limit as it is told. */
  readonly call: Call;
}

function text(length: number): string {
  return 'x'.repeat(length);
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

/** A value whose JSON text has this many bytes. */
function ofSize(bytes: number): string {
  return text(bytes - 2);
}

const EDGES: readonly Edge[] = [
  {
    limit: 'idLength',
    path: 'id',
    call: (storage, length) => storage.getItemById({ id: text(length) }),
  },
  {
    limit: 'nameLength',
    path: 'name',
    call: (storage, length) => storage.createDataset({ name: text(length) }),
  },
  {
    limit: 'descriptionLength',
    path: 'description',
    call: (storage, length) => storage.createDataset({ name: 'a', description: text(length) }),
  },
  {
    limit: 'externalIdLength',
    path: 'externalId',
    call: (storage, length) => storage.addItem({ datasetId, input: 1, externalId: text(length) }),
  },
  {
    limit: 'tagLength',
    path: 'tag',
    call: (storage, length) => storage.untagVersion({ datasetId, tag: text(length) }),
  },
  {
    limit: 'authorLength',
    path: 'author',
    call: (storage, length) => storage.addItem({ datasetId, input: 1, author: text(length) }),
  },
  {
    limit: 'splitLength',
    path: 'splits[0]',
    call: (storage, length) => storage.addItem({ datasetId, input: 1, splits: [text(length)] }),
  },
  {
    limit: 'splitCount',
    path: 'splits',
    call: (storage, length) => {
      const splits = Array.from({ length }, (_, index) => `split ${index}`);
      return storage.addItem({ datasetId, input: 1, splits });
    },
  },
  {
    limit: 'messageLength',
    path: 'message',
    call: (storage, length) =>
      storage.addItems({ datasetId, items: [{ input: 1 }], message: text(length) }),
  },
  {
    limit: 'jsonDepth',
    path: 'input',
    call: (storage, depth) => storage.addItem({ datasetId, input: nested(depth) }),
  },
  {
    limit: 'arrayLength',
    path: 'input',
    call: (storage, length) =>
      storage.addItem({ datasetId, input: Array.from({ length }, () => 0) }),
  },
  {
    limit: 'itemSize',
    path: 'argument',
    call: (storage, size) => storage.addItem({ datasetId, input: ofSize(size) }),
  },
  {
    limit: 'itemSize',
    path: 'argument',
    // Three bytes each in UTF-8.
    call: (storage, size) => storage.addItem({ datasetId, input: `${text(size - 5)}€` }),
  },
  {
    limit: 'itemSize',
    path: 'argument',
    call: (storage, size) => storage.addItem({ datasetId, input: `${text(size - 8)}\u0000` }),
  },
  {
    limit: 'itemSize',
    path: 'items[1]',
    call: (storage, size) =>
      storage.addItems({
        datasetId,
        items: [{ input: 1 }, { input: 1, expectedOutput: ofSize(size - 1) }],
      }),
  },
  {
    limit: 'metadataSize',
    path: 'metadata',
    call: (storage, size) =>
      storage.createDataset({ name: 'a', metadata: { a: ofSize(size - 6) } }),
  },
  {
    limit: 'metadataSize',
    path: 'inputSchema',
    call: (storage, size) =>
      storage.createDataset({ name: 'a', inputSchema: { title: ofSize(size - 10) } }),
  },
  {
    limit: 'batchLength',
    path: 'ids',
    call: (storage, length) =>
      storage.deleteItems({ datasetId, ids: Array.from({ length }, (_, index) => `${index}`) }),
  },
  {
    limit: 'batchSize',
    path: 'items',
    call: (storage, size) =>
      storage.addItems({
        datasetId,
        items: [{ input: 1 }, { input: ofSize(size - 2) }, { input: 2 }],
      }),
  },
  {
    limit: 'pageLength',
    path: 'pagination.perPage',
    call: (storage, perPage) => storage.listDatasets({ pagination: { page: 0, perPage } }),
  },
  {
    limit: 'iterationBatchSize',
    path: 'batchSize',
    call: async (storage, batchSize) => {
      for await (const _ of storage.iterateItems({ datasetId, batchSize })) return;
    },
  },
];

async function openWith(limits: Partial<DatasetsLimits>): Promise<SpyStorage> {
  const storage = new SpyStorage({ clock, limits });
  await storage.init();
  storage.calls.length = 0;
  return storage;
}

describe('limits', () => {
  it.each(EDGES)('$limit lets through what reaches it, and nothing more', async (edge) => {
    const limit = 20;
    const storage = await openWith({ [edge.limit]: limit });
    await edge.call(storage, limit);
    expect(storage.calls.length).toBeGreaterThan(0);
    storage.calls.length = 0;
    await expect(edge.call(storage, limit + 1)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: expect.stringContaining(edge.path) as string },
    });
    expect(storage.calls).toEqual([]);
  });

  it('name no limit twice, and leave none out', () => {
    expect([...new Set(EDGES.map(({ limit }) => limit))].sort()).toEqual(
      Object.keys(LIMITS).sort(),
    );
  });

  it('are those of LIMITS unless told otherwise', async () => {
    const storage = await openWith({ nameLength: 5 });
    expect(storage.limits).toEqual({ ...LIMITS, nameLength: 5 });
    expect(new SpyStorage({ clock }).limits).toBe(LIMITS);
    const list = storage.listDatasets({ pagination: { ...pagination, perPage: false } });
    await expect(list).resolves.toMatchObject({ datasets: [] });
  });

  it.each([
    [{ nameLength: 0 }, 'limits.nameLength'],
    [{ nameLength: 1.5 }, 'limits.nameLength'],
    [{ nameLength: NaN }, 'limits.nameLength'],
    [{ jsonDepth: 1_001 }, 'limits.jsonDepth'],
    [{ nameLenght: 5 }, 'limits.nameLenght'],
    [{ toString: 5 }, 'limits.toString'],
    ['all', 'limits'],
  ])('refuses %j', (limits, path) => {
    expect(() => new SpyStorage({ clock, limits: limits as Partial<DatasetsLimits> })).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        details: expect.objectContaining({ path }) as unknown,
      }),
    );
  });
});

describe('JSON that is longer than text can be', () => {
  it('is refused like any other that is too large', async () => {
    const storage = new SpyStorage({ clock });
    const input = Array.from({ length: 90 }, () => '\u0001'.repeat(1_000_000));
    await expect(storage.addItem({ datasetId, input })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'argument' },
    });
    expect(storage.calls).toEqual([]);
  });
});
