import type { DatasetItem, DatasetItemChangeResult, VersionReference } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { expectDatasetsError } from '../errors.js';
import { at, currentVersion, present } from '../fixtures.js';
import {
  addFields,
  addedState,
  changesMark,
  changesNothing,
  expectsOther,
  holderOf,
  replacedState,
  resolveBatch,
  resolveChange,
  toChange,
  updateFields,
  updatedState,
  type Request,
} from './changes.js';
import type { ModelDataset, NamedByModel, Notes } from './model-dataset.js';
import type { Expected, Operation } from './operations.js';
import { versionMade, type World } from './world.js';

interface Condition {
  readonly expectedVersion?: VersionReference;
}

function conditionOf(model: ModelDataset, expected: Expected): Condition {
  if (expected === 'anything') return {};
  const last = model.commits.length - 1;
  if (expected === 'newest') return { expectedVersion: model.newest.version };
  return { expectedVersion: at(model.commits, Math.max(last - 1, 0)).version };
}

function isOutdated(model: ModelDataset, { expectedVersion }: Condition): boolean {
  return expectedVersion !== undefined && expectedVersion !== model.newest.version;
}

async function expectConflict(
  model: ModelDataset,
  work: Promise<unknown>,
  requests: readonly Request[],
  condition: Condition,
): Promise<void> {
  const { details } = await expectDatasetsError(work, 'VERSION_CONFLICT');
  const found = requests
    .filter((request) => expectsOther(model, request))
    .flatMap((request) => (request.type === 'add' ? [] : present(model.find(request.id))))
    .map(({ id, version }) => ({ id, current: version }));
  if (isOutdated(model, condition)) found.push({ id: model.id, current: model.newest.version });
  const { id = model.id, current } = details;
  expect(found).toContainEqual({ id, current });
}

async function expectItemExists(
  work: Promise<unknown>,
  { item, isDeleted }: NamedByModel,
): Promise<void> {
  const error = await expectDatasetsError(work, 'ITEM_EXISTS');
  const { id, externalId } = item;
  expect(error.details).toMatchObject({ id, externalId, deleted: isDeleted });
}

/** The item that makes a request fail with `ITEM_EXISTS`. */
function obstacleOf(model: ModelDataset, request: Request): NamedByModel | undefined {
  if (request.type !== 'add' || request.externalId === undefined) return undefined;
  const { externalId, onConflict = 'error', onDeleted } = request;
  const named = model.named(externalId);
  const rule = named?.isDeleted === true ? onDeleted : onConflict;
  return rule === 'error' ? named : undefined;
}

/** What must become of a change, given the id and version that the storage chose. */
function expectedResult(
  model: ModelDataset,
  request: Request,
  id: string,
  version: Date,
): DatasetItemChangeResult {
  if (request.type === 'delete') return { action: 'deleted', id: request.id, item: null };
  if (request.type === 'update') {
    const item = updatedState(model, present(model.find(request.id)), version, request);
    return { action: 'updated', id: item.id, item };
  }
  const holder = holderOf(model, request);
  if (holder === undefined) {
    const item = addedState(model, id, version, request);
    return { action: 'added', id: item.id, item };
  }
  if (changesNothing(request, holder)) {
    return { action: 'unchanged', id: holder.id, item: holder };
  }
  const item = replacedState(model, holder, version, request);
  return { action: 'updated', id: item.id, item };
}

/** Takes results into the model; makes no commit where nothing changed. */
function take(
  model: ModelDataset,
  version: Date,
  results: readonly DatasetItemChangeResult[],
  notes: Notes = {},
): void {
  const changed = results.filter(({ action }) => action !== 'unchanged');
  if (changed.length === 0) return;
  const deleted = changed.flatMap(({ id, item }) => (item === null ? [id] : []));
  const states = changed.flatMap(({ item }) => item ?? []);
  model.commit(version, states, deleted, notes);
}

/** Makes one change through `addItem`, `updateItem` or `deleteItem`. */
export async function runSingle(
  { storage }: World,
  model: ModelDataset,
  { change, expected, notes }: Operation & { kind: 'single' },
): Promise<void> {
  const request = resolveChange(model, change);
  if (request === null) return;
  const condition = conditionOf(model, expected);
  const target = { datasetId: model.id, ...condition, ...notes };
  const send = async (): Promise<DatasetItem | null> => {
    if (request.type === 'add') return storage.addItem({ ...target, ...addFields(request) });
    const named = { ...target, id: request.id, ...request.condition };
    if (request.type === 'update')
      return storage.updateItem({ ...target, ...updateFields(request) });
    await storage.deleteItem(named);
    return null;
  };
  if (isOutdated(model, condition) || expectsOther(model, request)) {
    await expectConflict(model, send(), [request], condition);
    return;
  }
  if (changesMark(model, request)) {
    await expectDatasetsError(send(), 'ITEM_PURGED');
    return;
  }
  const obstacle = obstacleOf(model, request);
  if (obstacle !== undefined) {
    await expectItemExists(send(), obstacle);
    return;
  }
  const item = await send();
  const version = item?.version ?? (await versionMade(storage, model));
  const result = expectedResult(model, request, item?.id ?? '', version);
  expect(item).toStrictEqual(result.item);
  take(model, version, [result], notes);
}

type Batch = Condition & Notes & { readonly datasetId: string };
type BatchResult = Omit<DatasetItemChangeResult, 'action'>;

function resultsOf(items: readonly DatasetItem[]): BatchResult[] {
  return items.map((item) => ({ id: item.id, item }));
}

/** Sends changes of one kind through `addItems`, `updateItems` or `deleteItems`; `null` if mixed. */
function sendUniform(
  { storage }: World,
  batch: Batch,
  requests: readonly Request[],
): Promise<BatchResult[]> | null {
  const additions = requests.filter((request) => request.type === 'add');
  const updates = requests.filter((request) => request.type === 'update');
  const deletions = requests.filter((request) => request.type === 'delete');
  const { onConflict, onDeleted } = additions[0] ?? {};
  const total = requests.length;
  const isUniform = additions.every(
    (add) => add.onConflict === onConflict && add.onDeleted === onDeleted,
  );
  if (additions.length === total && isUniform) {
    const items = additions.map(({ onConflict: _each, onDeleted: _other, ...request }) =>
      addFields(request),
    );
    return storage.addItems({ ...batch, items, onConflict, onDeleted }).then(resultsOf);
  }
  if (updates.length === total) {
    const items = updates.map(updateFields);
    return storage.updateItems({ ...batch, items }).then(resultsOf);
  }
  if (deletions.length < total) return null;
  const ids = deletions.map(({ id, condition }) =>
    condition.expectedItemVersion === undefined ? id : { id, ...condition },
  );
  const results = deletions.map(({ id }) => ({ id, item: null }));
  return storage.deleteItems({ ...batch, ids }).then(() => results);
}

/** Makes several changes in one version, through the method for their kind or `applyChanges`. */
export async function runBatch(
  world: World,
  model: ModelDataset,
  { changes, expected, notes }: Operation & { kind: 'batch' },
): Promise<void> {
  const { storage } = world;
  const requests = resolveBatch(model, changes);
  const condition = conditionOf(model, expected);
  const batch: Batch = { datasetId: model.id, ...condition, ...notes };
  const uniform = changes.length % 2 === 0 ? sendUniform(world, batch, requests) : null;
  const work = uniform ?? storage.applyChanges({ ...batch, changes: requests.map(toChange) });
  const obstacle = requests.map((request) => obstacleOf(model, request)).find(Boolean);
  const expectsOthers = requests.some((request) => expectsOther(model, request));
  const changesMarks = requests.some((request) => changesMark(model, request));
  if (!isOutdated(model, condition) && obstacle !== undefined && (expectsOthers || changesMarks)) {
    // Which of several items is told that the call cannot change is up to the storage.
    await expectDatasetsError(work, ['VERSION_CONFLICT', 'ITEM_PURGED', 'ITEM_EXISTS']);
    return;
  }
  if (isOutdated(model, condition) || expectsOthers) {
    await expectConflict(model, work, requests, condition);
    return;
  }
  if (changesMarks) {
    await expectDatasetsError(work, 'ITEM_PURGED');
    return;
  }
  if (obstacle !== undefined) {
    await expectItemExists(work, obstacle);
    return;
  }
  const output = await work;
  const results: readonly BatchResult[] = 'results' in output ? output.results : output;
  const version = await currentVersion(storage, model.id);
  const expectedResults = requests.map((request, index) =>
    expectedResult(model, request, at(results, index).id, version),
  );
  const told = expectedResults.map(({ id, item }) => ({ id, item }));
  if ('results' in output) {
    expect(output).toStrictEqual({ version, results: expectedResults });
  } else {
    expect(output).toStrictEqual(told);
  }
  if (expectedResults.every(({ action }) => action === 'unchanged')) {
    expect(version).toStrictEqual(model.newest.version);
  } else {
    expect(version).toStrictEqual(await versionMade(storage, model));
  }
  take(model, version, expectedResults, notes);
}
