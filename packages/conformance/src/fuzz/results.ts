import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { canonicalText } from '../canonical.js';
import { ALL, allVersions, currentItems, currentVersion } from '../fixtures.js';
import type { Method } from '../traits/methods.js';

/** A call that gave a result. */
export interface FinishedCall {
  readonly storage: DatasetsStorage;
  readonly argument: unknown;
  readonly result: unknown;
}

type Check = (call: FinishedCall) => Promise<void>;

/** Reads a field of what may be anything. */
function get(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

function textField(value: unknown, field: string): string {
  const found = get(value, field);
  if (typeof found !== 'string') throw new TypeError(`There is no text ${field}.`);
  return found;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('The result is no list.');
  return value as unknown[];
}

/** Text to compare: matchers trip over hostile keys. */
function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalText(JSON.parse(JSON.stringify(value)));
}

function expectSame(actual: unknown, expected: unknown): void {
  expect(textOf(actual)).toBe(textOf(expected));
}

/** Expects current items of a dataset, as another method gives them. */
async function expectStored(
  storage: DatasetsStorage,
  items: readonly unknown[],
  datasetId: unknown,
): Promise<void> {
  for (const item of items) {
    expect(get(item, 'datasetId')).toBe(datasetId);
    expectSame(item, await storage.getItemById({ id: textField(item, 'id') }));
  }
}

/** Expects items of a snapshot, in its order; all of them, where the call asked for all. */
async function expectOfSnapshot({ storage, argument, result }: FinishedCall, isWhole: boolean) {
  const datasetId = textField(argument, 'datasetId');
  const version = get(argument, 'version') as DatasetItem['version'] | undefined;
  const list = await storage.listItems({
    datasetId,
    pagination: ALL,
    ...(version === undefined ? {} : { version }),
  });
  for (const item of listOf(result)) expect(get(item, 'datasetId')).toBe(datasetId);
  const given = listOf(result).map(textOf);
  const all = list.items.map(textOf);
  if (get(argument, 'order') === 'oldest') all.reverse();
  if (isWhole) expect(given).toStrictEqual(all);
  else expect(given).toStrictEqual(all.filter((item) => given.includes(item)));
}

const expectNothing: Check = ({ result }) => {
  expect(result).toBeUndefined();
  return Promise.resolve();
};

const expectDatasetOf: (field: string | null) => Check =
  (field) =>
  async ({ storage, argument, result }) => {
    const id = textField(result, 'id');
    if (field !== null) expect(id).toBe(get(argument, field));
    const { datasets } = await storage.listDatasets({ pagination: ALL });
    expectSame(result, datasets.find((dataset) => dataset.id === id) ?? null);
  };

const expectChangedItems: Check = async ({ storage, argument, result }) => {
  const items = listOf(result);
  expect(items).toHaveLength(listOf(get(argument, 'items')).length);
  await expectStored(storage, items, get(argument, 'datasetId'));
};

const expectVersionOf: Check = async ({ storage, argument, result }) => {
  const datasetId = textField(argument, 'datasetId');
  expectSame(get(result, 'version'), await currentVersion(storage, datasetId));
};

/** What leaves items of a version out. */
const FILTERS = ['search', 'context', 'ids', 'where', 'splits', 'sample', 'shard'];

/** What the result of each method has to agree with; iterations come as lists. */
const CHECKS: Readonly<Partial<Record<Method['name'], Check>>> = {
  createDataset: expectDatasetOf(null),
  updateDataset: expectDatasetOf('id'),
  forkDataset: expectDatasetOf(null),
  getDatasetById: async (call) => {
    if (call.result !== null) return expectDatasetOf('id')(call);
    const { datasets } = await call.storage.listDatasets({ pagination: ALL });
    expect(datasets.map(({ id }) => id)).not.toContain(get(call.argument, 'id'));
  },
  listDatasets: async ({ storage, result }) => {
    for (const dataset of listOf(get(result, 'datasets'))) {
      expectSame(dataset, await storage.getDatasetById({ id: textField(dataset, 'id') }));
    }
  },
  deleteDataset: async (call) => {
    await expectNothing(call);
    const id = textField(call.argument, 'id');
    expect(await call.storage.getDatasetById({ id })).toBeNull();
    expect(await currentItems(call.storage, id)).toEqual([]);
  },
  addItem: ({ storage, argument, result }) =>
    expectStored(storage, [result], get(argument, 'datasetId')),
  updateItem: async ({ storage, argument, result }) => {
    expect(get(result, 'id')).toBe(get(argument, 'id'));
    await expectStored(storage, [result], get(argument, 'datasetId'));
  },
  deleteItem: async (call) => {
    await expectNothing(call);
    const id = textField(call.argument, 'id');
    expect(await call.storage.getItemById({ id })).toBeNull();
  },
  purgeItem: expectNothing,
  addItems: expectChangedItems,
  updateItems: expectChangedItems,
  deleteItems: expectNothing,
  applyChanges: async (call) => {
    const { storage, argument, result } = call;
    const results = listOf(get(result, 'results'));
    expect(results).toHaveLength(listOf(get(argument, 'changes')).length);
    const items = results.map((change) => get(change, 'item')).filter((item) => item !== null);
    await expectStored(storage, items, get(argument, 'datasetId'));
    await expectVersionOf(call);
  },
  importItems: expectVersionOf,
  restoreVersion: expectVersionOf,
  listItems: ({ storage, argument, result }) => {
    const items = get(result, 'items');
    return expectOfSnapshot({ storage, argument, result: items }, false);
  },
  getItemsByVersion: (call) => expectOfSnapshot(call, true),
  iterateItems: (call) => {
    const filters = FILTERS.map((field) => get(call.argument, field));
    return expectOfSnapshot(
      call,
      filters.every((filter) => filter === undefined),
    );
  },
  getItemById: async ({ storage, argument, result }) => {
    if (result === null) return;
    expect(get(result, 'id')).toBe(get(argument, 'id'));
    const [datasetId, version] = [textField(result, 'datasetId'), get(result, 'version')];
    const items = await storage.getItemsByVersion({ datasetId, version: version as Date });
    expectSame(
      result,
      items.find(({ id }) => id === get(argument, 'id')),
    );
  },
  getItemByExternalId: async ({ argument, result }) => {
    if (result === null) return Promise.resolve();
    expect(get(result, 'externalId')).toBe(get(argument, 'externalId'));
    expect(get(result, 'datasetId')).toBe(get(argument, 'datasetId'));
  },
  getVersion: async ({ storage, argument, result }) => {
    if (result === null) return;
    const all = await allVersions(storage, textField(argument, 'datasetId'));
    expectSame(
      result,
      all.find(({ number }) => number === get(result, 'number')),
    );
  },
  listVersions: async ({ storage, argument, result }) => {
    const all = (await allVersions(storage, textField(argument, 'datasetId'))).map(textOf);
    const given = listOf(get(result, 'versions')).map(textOf);
    expect(given).toStrictEqual(all.filter((version) => given.includes(version)));
  },
  getItemHistory: async ({ argument, result }) => {
    for (const state of listOf(result)) {
      expect(get(get(state, 'item'), 'id')).toBe(get(argument, 'id'));
    }
    return Promise.resolve();
  },
  tagVersion: async ({ storage, argument, result }) => {
    const tags = await storage.listTags({ datasetId: textField(argument, 'datasetId') });
    expectSame(
      result,
      tags.find(({ tag }) => tag === get(argument, 'tag')),
    );
  },
  untagVersion: expectNothing,
  listTags: async ({ argument, result }) => {
    for (const tag of listOf(result)) {
      expect(get(tag, 'datasetId')).toBe(get(argument, 'datasetId'));
    }
    return Promise.resolve();
  },
  diffVersions: async ({ argument, result }) => {
    expect(get(result, 'datasetId')).toBe(get(argument, 'datasetId'));
    return Promise.resolve();
  },
  snapshotDigest: async ({ result }) => {
    expect(result).toMatch(/^[0-9a-f]{64}$/);
    return Promise.resolve();
  },
  verify: async ({ argument, result }) => {
    expect(get(result, 'datasetId')).toBe(get(argument, 'datasetId'));
    expect(get(result, 'problems')).toEqual([]);
    return Promise.resolve();
  },
};

/** Expects the result of a call to be about what was asked for, as other methods tell it. */
export async function expectResult(name: Method['name'], call: FinishedCall): Promise<void> {
  await CHECKS[name]?.(call);
}
