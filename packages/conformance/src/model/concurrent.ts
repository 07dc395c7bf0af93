import { isDeepStrictEqual } from 'node:util';
import { DatasetsError, type DatasetItem, type DatasetsStorage } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at, present } from '../fixtures.js';
import {
  addFields,
  addedState,
  changesMark,
  changesNothing,
  isInState,
  replacedState,
  resolveChange,
  updateFields,
  updatedState,
  type Request,
} from './changes.js';
import type { ModelDataset } from './model-dataset.js';
import type { Change } from './operations.js';

interface Outcome {
  readonly request: Request;
  /** The item returned; `null` for a deletion. */
  readonly item: DatasetItem | null;
}

interface Failure {
  readonly request: Request;
  readonly error: unknown;
}

/** A new state or the end of an item, with the calls that were told of it. */
interface Event {
  readonly version: Date;
  readonly id: string;
  readonly state: DatasetItem | null;
  readonly requests: Request[];
}

async function send(
  storage: DatasetsStorage,
  datasetId: string,
  request: Request,
): Promise<DatasetItem | null> {
  switch (request.type) {
    case 'add':
      return storage.addItem({ datasetId, ...addFields(request) });
    case 'update':
      return storage.updateItem({ datasetId, ...updateFields(request) });
    case 'delete':
      await storage.deleteItem({ datasetId, id: request.id, ...request.condition });
      return null;
  }
}

/** Whether an `add` may have been answered with a state that was there already. */
function mayHaveFound(request: Request, state: DatasetItem): boolean {
  if (request.type !== 'add' || request.externalId === undefined) return false;
  if (request.externalId !== state.externalId) return false;
  const { onConflict = 'error' } = request;
  return onConflict !== 'error' && changesNothing(request, state);
}

/** The state that a request should have made of an item. */
function expectedState(
  model: ModelDataset,
  request: Request,
  { id, version }: Event,
): DatasetItem | null {
  const previous = model.find(id);
  if (request.type === 'delete') return null;
  if (request.type === 'update') return updatedState(model, present(previous), version, request);
  if (previous === undefined) return addedState(model, id, version, request);
  return replacedState(model, previous, version, request);
}

/** When an item was deleted since the model's newest version, oldest first. */
async function deletionsOf(
  storage: DatasetsStorage,
  model: ModelDataset,
  id: string,
): Promise<Date[]> {
  const history = await storage.getItemHistory({ id });
  return history
    .flatMap(({ endedBy, validTo }) => (endedBy === 'delete' && validTo !== null ? [validTo] : []))
    .filter((version) => version > model.newest.version)
    .reverse();
}

/** Finds out what happened, and when: deletions return nothing, so the history has to tell. */
async function collectEvents(
  storage: DatasetsStorage,
  model: ModelDataset,
  outcomes: readonly Outcome[],
): Promise<Event[]> {
  const events = new Map<string, Event>();
  const deletions = new Map<string, Date[]>();
  for (const { request, item } of outcomes) {
    let event: Event;
    if (request.type === 'delete') {
      const { id } = request;
      // An item may be back, and be deleted once more; each call deleted it once.
      const left = deletions.get(id) ?? (await deletionsOf(storage, model, id));
      deletions.set(id, left);
      event = { version: present(left.shift()), id, state: null, requests: [] };
    } else {
      const state = present(item);
      const known = model.find(state.id);
      if (known?.version.getTime() === state.version.getTime()) {
        expect(state).toStrictEqual(known);
        expect(mayHaveFound(request, known), 'only an upsert may change nothing').toBe(true);
        continue;
      }
      event = { version: state.version, id: state.id, state, requests: [] };
    }
    // Two changes of one item never share a commit, so this names the change.
    const key = `${event.version.getTime()} ${event.id}`;
    const shared = events.get(key) ?? event;
    expect(event.state).toStrictEqual(shared.state);
    shared.requests.push(request);
    events.set(key, shared);
  }
  for (const left of deletions.values()) expect(left, 'each deletion has a call').toStrictEqual([]);
  return [...events.values()].sort((left, right) => Number(left.version) - Number(right.version));
}

function checkEvent(model: ModelDataset, event: Event): void {
  const { state, requests } = event;
  const makers = requests.filter((request) => state === null || !mayHaveFound(request, state));
  expect(makers.length, 'one change has one maker').toBeLessThanOrEqual(1);
  const explanations = (makers.length > 0 ? makers : requests).map((request) =>
    expectedState(model, request, event),
  );
  // Of several upserts that agree with the state, any may have made it.
  const explained = explanations.find((candidate) => isDeepStrictEqual(candidate, state));
  expect(state).toStrictEqual(explained === undefined ? at(explanations, 0) : explained);
}

function checkFailure(
  before: ModelDataset['commits'],
  after: ModelDataset,
  { request, error }: Failure,
): void {
  if (!(error instanceof DatasetsError)) throw error;
  if (request.type === 'add') {
    const { externalId = '', onConflict = 'error', onDeleted } = request;
    const isDeleted = error.details['deleted'] === true;
    if (error.code !== 'ITEM_EXISTS' || (isDeleted ? onDeleted : onConflict) !== 'error') {
      throw error;
    }
    const during = after.commits.map((_, number) => number).slice(before.length - 1);
    const met = during.map((number) => after.named(externalId, number));
    expect(met.some((named) => named?.isDeleted === isDeleted)).toBe(true);
  } else if (error.code === 'ITEM_PURGED') {
    expect(changesMark(after, request)).toBe(true);
  } else if (error.code === 'VERSION_CONFLICT') {
    const { expectedItemVersion } = request.condition;
    const states = after.commits
      .slice(before.length - 1)
      .flatMap(({ items }) => items.find(({ id }) => id === request.id) ?? []);
    const hadOther = states.some((state) => !isInState(state, expectedItemVersion));
    expect(hadOther, 'only an item in another state is in conflict').toBe(true);
  } else {
    if (error.code !== 'ITEM_NOT_FOUND') throw error;
    const { id } = request;
    const lacksIt = after.commits
      .slice(before.length)
      .some(({ items }) => items.every((item) => item.id !== id));
    expect(lacksIt, 'only what was deleted is not found').toBe(true);
  }
}

/**
 * Sends changes all at once, takes from what they returned in which order they happened, and checks
 * that this order explains everything.
 */
export async function runConcurrently(
  storage: DatasetsStorage,
  model: ModelDataset,
  changes: readonly Change[],
): Promise<void> {
  const requests = changes
    // Without a history nobody can tell when a deletion happened among other changes.
    .filter(({ type }) => type !== 'delete' || storage.supports.history)
    .flatMap((change) => resolveChange(model, change) ?? []);
  const outcomes: Outcome[] = [];
  const failures: Failure[] = [];
  await Promise.all(
    requests.map((request) =>
      send(storage, model.id, request).then(
        (item) => outcomes.push({ request, item }),
        (error: unknown) => failures.push({ request, error }),
      ),
    ),
  );
  const before = [...model.commits];
  const events = await collectEvents(storage, model, outcomes);
  while (events.length > 0) {
    const version = at(events, 0).version;
    const together = events.filter((event) => event.version.getTime() === version.getTime());
    events.splice(0, together.length);
    for (const event of together) checkEvent(model, event);
    expect(version.getTime()).toBeGreaterThan(model.newest.version.getTime());
    model.commit(
      version,
      together.flatMap(({ state }) => state ?? []),
      together.flatMap(({ id, state }) => (state === null ? [id] : [])),
    );
  }
  for (const failure of failures) checkFailure(before, model, failure);
}
