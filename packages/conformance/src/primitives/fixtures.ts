import {
  JsonDocument,
  NO_DOCUMENTS,
  createId,
  createItemId,
  type CommitRequest,
  type DatasetRecord,
  type DatasetsPrimitives,
  type ItemInsert,
  type ItemUpdate,
  type StagedItem,
} from '@mastra-datasets/core';
import { expect } from 'vitest';

/** When the datasets of these checks are created. */
export const START = Date.UTC(2024, 0, 1);

/** The beginning and the end of time, as far as primitives are asked for it. */
export const BEGINNING = -1;
export const END = 8.64e15;

/** What a commit keeps about itself of which nobody said anything. */
export const NO_NOTES = Object.freeze({ author: null, message: null });

/** Wraps a value as JSON. */
export function json(value: unknown): JsonDocument {
  return JsonDocument.fromValue(value);
}

/** A dataset with as many fields as possible. */
export function datasetRecord(fields: Partial<DatasetRecord> = {}): DatasetRecord {
  return {
    id: createId(),
    name: 'questions',
    description: null,
    metadata: null,
    inputSchema: null,
    expectedOutputSchema: null,
    schemaRevision: null,
    attributes: null,
    version: START,
    versionNumber: 0,
    createdAt: START,
    updatedAt: START,
    ...fields,
  };
}

/** An item to insert. */
export function itemInsert(datasetId: string, fields: Partial<ItemInsert> = {}): ItemInsert {
  return {
    id: createItemId(datasetId),
    externalId: null,
    input: json('input'),
    ...NO_DOCUMENTS,
    createdAt: null,
    ...fields,
  };
}

/** An item to stage that was merged with none. */
export function stagedItem(datasetId: string, fields: Partial<StagedItem> = {}): StagedItem {
  return { ...itemInsert(datasetId), mergedWith: null, ...fields };
}

/** A change of an item's input. */
export function itemUpdate(id: string, input: unknown = 'updated'): ItemUpdate {
  return { id, input: json(input) };
}

/** A commit under no conditions but that the dataset has no schemas. */
export function commitRequest(
  datasetId: string,
  changes: Partial<CommitRequest> = {},
): CommitRequest {
  return {
    datasetId,
    now: () => START,
    expectedVersion: 'any',
    isContended: false,
    schemaRevision: null,
    kept: [],
    inserts: [],
    checksIdentities: false,
    updates: [],
    deletes: [],
    purges: [],
    returnsUpdated: true,
    ...NO_NOTES,
    ...changes,
  };
}

/** Stores a dataset with these items in its first commit, and gives its id. */
export async function storeDataset(
  primitives: DatasetsPrimitives,
  fields: Partial<DatasetRecord> = {},
  itemsOf: (datasetId: string) => readonly ItemInsert[] = () => [],
): Promise<{ datasetId: string; items: readonly ItemInsert[] }> {
  const record = datasetRecord(fields);
  const items = itemsOf(record.id);
  await primitives.insertDataset(record, items, NO_NOTES);
  return { datasetId: record.id, items };
}

/** Stores a dataset, and in its first commit an item for each input. */
export function storeItems(primitives: DatasetsPrimitives, ...inputs: readonly unknown[]) {
  return storeDataset(primitives, {}, (datasetId) =>
    inputs.map((input) => itemInsert(datasetId, { input: json(input) })),
  );
}

/** Applies a commit that has to be applied. */
export async function apply(
  primitives: DatasetsPrimitives,
  datasetId: string,
  changes: Partial<CommitRequest>,
) {
  const result = await primitives.commit(commitRequest(datasetId, changes));
  if ('refused' in result) return expect.fail(`The commit was refused: ${result.refused}.`);
  return result;
}

/** What a condition that does not hold is answered with, by the name of the condition. */
export function expectRefused(answer: unknown, condition: string): void {
  expect(answer).toEqual({ refused: condition });
}

/** A record with its JSON as text, to compare it. */
export function plain(record: object): Record<string, unknown> {
  const entries = Object.entries(record).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof JsonDocument ? value.text : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Records in an order of their own, to compare lists that may come in any order. */
export function sorted(records: readonly object[]): Record<string, unknown>[] {
  return records
    .map(plain)
    .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

/** Every state of an item with its end, oldest first, JSON as its text. */
export async function statesOf(primitives: DatasetsPrimitives, datasetId: string, id: string) {
  const states = await primitives.findItemStates([id], datasetId);
  return states
    .map(({ item, ...end }) => ({ ...plain(item), ...end, version: item.version }))
    .sort((left, right) => left.version - right.version);
}

/** All that primitives give of a dataset. */
export async function dump(primitives: DatasetsPrimitives, datasetId: string): Promise<unknown> {
  const dataset = await primitives.findDataset(datasetId);
  const ids = await primitives.findChangedItemIds(datasetId, BEGINNING, END);
  const states = await primitives.findItemStates(ids, datasetId);
  const pages = [];
  for (const order of ['newest', 'oldest'] as const) {
    const range = { after: null, offset: 0, limit: null };
    pages.push(await primitives.pageItems({ datasetId, at: END, order, ...range }));
  }
  const commits = await primitives.pageCommits(datasetId, { offset: 0, limit: null });
  return {
    dataset: dataset === null ? null : plain(dataset),
    commits: commits.map(plain),
    states: sorted(states.map(({ item, validTo }) => ({ ...plain(item), validTo }))),
    pages: pages.map((page) => page.map(plain)),
    tags: sorted(await primitives.findTags(datasetId)),
  };
}

/** Expects work to leave a dataset as it was. */
export async function expectUnchanged(
  primitives: DatasetsPrimitives,
  datasetId: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await dump(primitives, datasetId);
  await work();
  expect(await dump(primitives, datasetId)).toStrictEqual(before);
}
