import type { Dataset, DatasetsStorage, VersionReference } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { expectDatasetsError } from '../errors.js';
import { at, present } from '../fixtures.js';
import { runConcurrently } from './concurrent.js';
import { sameContent } from './changes.js';
import { ModelDataset } from './model-dataset.js';
import { runBatch, runSingle } from './mutations.js';
import type { Operation } from './operations.js';
import { pickModel, versionMade, type World } from './world.js';

/** Gives one of the ways of naming a commit, by turns. */
export function referenceTo(
  { storage }: World,
  model: ModelDataset,
  number: number,
  turn: number,
): VersionReference {
  const { version } = at(model.commits, number);
  const { tags } = model.versionOf(number);
  const ways: VersionReference[] = [version];
  if (storage.supports.history) ways.push(number);
  if (tags.length > 0) ways.push(at(tags, 0));
  return at(ways, turn % ways.length);
}

async function runTag(
  world: World,
  model: ModelDataset,
  { version, tag, move }: Operation & { kind: 'tag' },
): Promise<void> {
  const number = version % model.commits.length;
  const reference = referenceTo(world, model, number, version);
  const work = world.storage.tagVersion({ datasetId: model.id, version: reference, tag, move });
  const existing = model.tags.get(tag);
  if (existing !== undefined && existing.number !== number && !move) {
    const error = await expectDatasetsError(work, 'VERSION_CONFLICT');
    const current = at(model.commits, existing.number).version;
    expect(error.details).toMatchObject({ tag, current });
    return;
  }
  const { createdAt, ...named } = await work;
  const committed = at(model.commits, number).version;
  expect(named).toStrictEqual({ datasetId: model.id, tag, version: committed, number });
  model.tags.set(tag, { number, createdAt });
}

async function runUntag(
  { storage }: World,
  model: ModelDataset,
  { tag }: Operation & { kind: 'untag' },
): Promise<void> {
  const work = storage.untagVersion({ datasetId: model.id, tag });
  if (model.tags.delete(tag)) await work;
  else await expectDatasetsError(work, 'VERSION_NOT_FOUND');
}

async function runRestore(
  world: World,
  model: ModelDataset,
  operation: Operation & { kind: 'restore' },
): Promise<void> {
  const number = operation.version % model.commits.length;
  const reference = referenceTo(world, model, number, operation.version);
  const restored = await world.storage.restoreVersion({
    datasetId: model.id,
    version: reference,
    ...operation.notes,
  });
  const { version } = restored;
  expect(version).toStrictEqual(await versionMade(world.storage, model));
  // A purged item stays away, or as the mark that it is.
  const target = at(model.commits, number).items.filter(
    ({ id, purgedAt }) => purgedAt === undefined || model.find(id) !== undefined,
  );
  const changed = target.filter((item) => {
    const current = model.find(item.id);
    return current === undefined || !sameContent(item, current);
  });
  const wanted = new Set(target.map(({ id }) => id));
  model.commit(
    version,
    changed.map((item) => ({ ...item, ...model.datesOf(version) })),
    model.items.flatMap(({ id }) => (wanted.has(id) ? [] : [id])),
    operation.notes,
  );
  expect(restored).toStrictEqual(model.versionOf(model.commits.length - 1));
}

async function runFork(
  world: World,
  model: ModelDataset,
  operation: Operation & { kind: 'fork' },
): Promise<void> {
  const { storage, models } = world;
  const number = operation.version % model.commits.length;
  const reference = referenceTo(world, model, number, operation.version);
  const source = at(model.commits, number).items.filter(({ purgedAt }) => purgedAt === undefined);
  const fork = await storage.forkDataset({
    datasetId: model.id,
    version: reference,
    name: 'fork',
    ...operation.notes,
  });
  const { id: datasetId, version } = fork;
  const { description } = model.dataset;
  expect(fork).toStrictEqual({
    id: datasetId,
    name: 'fork',
    ...(description === undefined ? {} : { description }),
    version,
    ...model.numbered(0),
    createdAt: version,
    updatedAt: version,
  });
  const items = await storage.getItemsByVersion({ datasetId, version });
  const dates = { version, createdAt: version, updatedAt: version, ...model.numbered(0) };
  expect(items).toStrictEqual(
    source.map((item, index) => ({ ...item, ...dates, id: items[index]?.id, datasetId })),
  );
  const ids = new Set([...items, ...source].map(({ id }) => id));
  expect(ids.size, 'a fork has ids of its own').toBe(items.length * 2);
  models.push(new ModelDataset(fork, items, operation.notes));
}

async function runPurge(
  { storage }: World,
  model: ModelDataset,
  operation: Operation & { kind: 'purge' },
): Promise<void> {
  const ids = model.allIds;
  if (ids.length === 0) return;
  const id = at(ids, operation.item % ids.length);
  const isPurged = model.purged.has(id);
  if (operation.keep) {
    await storage.purgeItem({ id, datasetId: model.id, keep: true });
    if (!isPurged) model.purgeInPlace(await timeOfPurge(storage, model, id), id);
    return;
  }
  if (isPurged && model.find(id) === undefined) {
    await storage.purgeItem({ id, datasetId: model.id, ...operation.notes });
    return;
  }
  await storage.purgeItem({ id, datasetId: model.id, ...operation.notes });
  model.purge(await versionMade(storage, model), id, operation.notes);
}

/** When an item was purged in place, as the first version that held it tells. */
async function timeOfPurge(storage: DatasetsStorage, model: ModelDataset, id: string) {
  const commit = model.commits.find(({ items }) => items.some((item) => item.id === id));
  const mark = await storage.getItemById({ id, version: present(commit).version });
  const purgedAt = present(present(mark).purgedAt);
  expect(purgedAt.getTime()).toBeGreaterThanOrEqual(model.newest.version.getTime());
  return purgedAt;
}

async function runOnDataset(
  world: World,
  model: ModelDataset,
  operation: Exclude<Operation, { kind: 'createDataset' | 'advanceClock' }>,
): Promise<void> {
  const { storage, models, deleted } = world;
  switch (operation.kind) {
    case 'deleteDataset':
      await storage.deleteDataset({ id: model.id });
      deleted.push(model);
      models.splice(models.indexOf(model), 1);
      return;
    case 'updateDataset': {
      const { description } = operation;
      const updated = await storage.updateDataset({ id: model.id, description });
      const { updatedAt } = updated;
      const changed: Dataset = { ...model.dataset, updatedAt };
      delete changed.description;
      if (description !== null) changed.description = description;
      expect(updated).toStrictEqual(changed);
      expect(updatedAt.getTime()).toBeGreaterThan(model.dataset.updatedAt.getTime());
      model.dataset = changed;
      return;
    }
    case 'single':
      return runSingle(world, model, operation);
    case 'batch':
      return runBatch(world, model, operation);
    case 'concurrent':
      return runConcurrently(storage, model, operation.changes);
    case 'tag':
      return runTag(world, model, operation);
    case 'untag':
      return runUntag(world, model, operation);
    case 'restore':
      return runRestore(world, model, operation);
    case 'fork':
      return runFork(world, model, operation);
    case 'purge':
      return runPurge(world, model, operation);
  }
}

/** Runs an operation on the storage and on the model, and compares what it returned. */
export async function execute(world: World, operation: Operation): Promise<void> {
  if (operation.kind === 'advanceClock') {
    present(world.clock).advance(operation.milliseconds);
    return;
  }
  if (operation.kind === 'createDataset') {
    world.models.push(new ModelDataset(await world.storage.createDataset({ name: 'random' })));
    return;
  }
  const model = pickModel(world, operation.dataset);
  if (model !== null) await runOnDataset(world, model, operation);
}
