import { expect } from 'vitest';
import { digestOf } from '../canonical.js';
import { ALL, at, collect, shifted } from '../fixtures.js';
import { referenceTo } from './execute.js';
import type { ModelDataset } from './model-dataset.js';
import { verifyFilters } from './verify-filters.js';
import { pickModel, type World } from './world.js';

/** The external ids that operations use. */
const KEYS = ['key 0', 'key 1', 'key 2', 'key 3'];

async function verifySnapshots(world: World, model: ModelDataset): Promise<void> {
  const { storage } = world;
  const datasetId = model.id;
  for (const [number, { version, items }] of model.commits.entries()) {
    const reference = referenceTo(world, model, number, number);
    expect(await storage.getItemsByVersion({ datasetId, version: reference })).toStrictEqual(items);
    const next = model.commits[number + 1]?.version ?? shifted(version, 1_000);
    const last = shifted(next, -1);
    expect(await storage.getItemsByVersion({ datasetId, version: last })).toStrictEqual(items);
  }
  const before = shifted(model.dataset.createdAt, -1);
  expect(await storage.getItemsByVersion({ datasetId, version: before })).toStrictEqual([]);
}

async function verifyPages(
  { storage }: World,
  model: ModelDataset,
  number: number,
  perPage: number,
): Promise<void> {
  const datasetId = model.id;
  const { version, items } = at(model.commits, number);
  const pages = Math.max(Math.ceil(items.length / perPage), 1);
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const expected = items.slice(page * perPage, (page + 1) * perPage);
    const hasMore = page < pages - 1;
    const pagination = { page, perPage };
    const list = await storage.listItems({ datasetId, version, pagination });
    expect(list.items).toStrictEqual(expected);
    expect(list.pagination).toStrictEqual({ ...pagination, total: items.length, hasMore });
    if (!storage.supports.cursors) continue;
    const first = { page: 0, perPage };
    const place = cursor === undefined ? { version } : { cursor };
    const continued = await storage.listItems({ datasetId, pagination: first, ...place });
    expect(continued.items).toStrictEqual(expected);
    expect(continued.nextCursor !== undefined).toBe(hasMore);
    cursor = continued.nextCursor;
  }
}

async function verifyItems({ storage }: World, model: ModelDataset, number: number): Promise<void> {
  const datasetId = model.id;
  const { version, items } = at(model.commits, number);
  for (const id of model.allIds) {
    const expected = items.find((item) => item.id === id) ?? null;
    expect(await storage.getItemById({ id, version })).toStrictEqual(expected);
    expect(await storage.getItemById({ id })).toStrictEqual(model.find(id) ?? null);
  }
  const iteration = { datasetId, version, batchSize: 2 };
  const newest = await collect(storage.iterateItems(iteration));
  expect(newest).toStrictEqual(items);
  const oldest = await collect(storage.iterateItems({ ...iteration, order: 'oldest' }));
  expect(oldest).toStrictEqual(items.toReversed());
  expect(await storage.snapshotDigest({ datasetId, version })).toBe(digestOf(items));
  if (!storage.supports.externalIds) return;
  for (const externalId of KEYS) {
    const expected = items.find((item) => item.externalId === externalId) ?? null;
    const query = { datasetId, externalId, version };
    expect(await storage.getItemByExternalId(query)).toStrictEqual(expected);
  }
}

async function verifyHistory({ storage }: World, model: ModelDataset): Promise<void> {
  const datasetId = model.id;
  if (storage.supports.history) {
    const { versions, pagination } = await storage.listVersions({ datasetId, pagination: ALL });
    expect(versions).toStrictEqual(model.versions);
    for (const expected of [versions.at(0), versions.at(-1)]) {
      const version = expected?.version;
      expect(await storage.getVersion({ datasetId, version })).toStrictEqual(expected);
    }
    expect(pagination.total).toBe(model.commits.length);
    for (const id of model.allIds) {
      expect(await storage.getItemHistory({ id })).toStrictEqual(model.historyOf(id));
    }
    for (const externalId of storage.supports.externalIds ? KEYS : []) {
      const named = model.named(externalId);
      const expected = named === undefined ? [] : model.historyOf(named.item.id);
      const history = await storage.getItemHistory({ datasetId, externalId });
      expect(history).toStrictEqual(expected);
    }
  }
  if (storage.supports.tags) {
    expect(await storage.listTags({ datasetId })).toStrictEqual(model.tagList);
  }
}

async function verifyDifferences(
  world: World,
  model: ModelDataset,
  first: number,
  second: number,
): Promise<void> {
  const from = referenceTo(world, model, first, second);
  const to = referenceTo(world, model, second, first);
  const diff = await world.storage.diffVersions({ datasetId: model.id, from, to });
  const expected = model.differences(first, second);
  const differences = await collect(diff);
  differences.sort((left, right) => (left.id < right.id ? -1 : 1));
  expect(differences).toStrictEqual(expected);
  const count = (type: string) => expected.filter((entry) => entry.type === type).length;
  expect(diff.summary).toStrictEqual({
    added: count('added'),
    updated: count('updated'),
    deleted: count('deleted'),
  });
  expect(diff.from).toStrictEqual(at(model.commits, first).version);
  expect(diff.to).toStrictEqual(at(model.commits, second).version);
}

async function verifyDeleted({ storage }: World, model: ModelDataset): Promise<void> {
  const datasetId = model.id;
  expect(await storage.getDatasetById({ id: datasetId })).toBeNull();
  for (const { version } of model.commits) {
    expect(await storage.getItemsByVersion({ datasetId, version })).toStrictEqual([]);
  }
  for (const id of model.allIds) {
    expect(await storage.getItemById({ id })).toBeNull();
    if (storage.supports.history) expect(await storage.getItemHistory({ id })).toStrictEqual([]);
  }
}

/**
 * Compares a storage with the model: every snapshot there ever was, and everything else at versions
 * picked by the probes.
 */
export async function verify(world: World, probes: readonly number[]): Promise<void> {
  const { storage, models, deleted } = world;
  const { datasets } = await storage.listDatasets({ pagination: ALL });
  expect(new Map(datasets.map((dataset) => [dataset.id, dataset]))).toStrictEqual(
    new Map(models.map(({ dataset }) => [dataset.id, dataset])),
  );
  for (const model of deleted) await verifyDeleted(world, model);
  for (const model of models) {
    expect(await storage.getDatasetById({ id: model.id })).toStrictEqual(model.dataset);
    await verifySnapshots(world, model);
    await verifyHistory(world, model);
    if (storage.supports.verification) {
      const { problems } = await storage.verify({ datasetId: model.id });
      expect(problems).toStrictEqual([]);
    }
  }
  for (const [index, probe] of probes.entries()) {
    const model = pickModel(world, probe);
    if (model === null) continue;
    const first = probe % model.commits.length;
    const second = (probe * 7 + index * 3 + 1) % model.commits.length;
    await verifyPages(world, model, first, (probe % 4) + 1);
    await verifyItems(world, model, first);
    await verifyFilters(world, model, first, probe);
    await verifyDifferences(world, model, first, second);
  }
}
