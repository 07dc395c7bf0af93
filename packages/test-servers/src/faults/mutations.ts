import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';

/** A dataset with some history, which the mutations change. */
export interface Subject {
  readonly datasetId: string;
  readonly version: Date;
  readonly items: readonly DatasetItem[];
}

/** A call that changes what is stored. */
export interface Mutation {
  readonly run: (storage: DatasetsStorage, subject: Subject) => Promise<unknown>;
  /** Why a second call is refused when the first was applied; `null` where it does no harm. */
  readonly refusal: string | null;
  /** Whether every second call makes something new. */
  readonly repeats?: boolean;
  /** Whether it is meant to change versions of the past. */
  readonly rewritesHistory?: boolean;
}

/** Stores a dataset with additions, an update, a deletion, a tag and a purge in its history. */
export async function makeSubject(storage: DatasetsStorage): Promise<Subject> {
  const { id: datasetId } = await storage.createDataset({ name: 'subject', metadata: { a: 1 } });
  const items = await storage.addItems({
    datasetId,
    items: ['one', 'two', 'three', 'four'].map((externalId) => ({
      externalId,
      input: { text: externalId },
      expectedOutput: null,
    })),
  });
  await storage.tagVersion({ datasetId, version: 1, tag: 'first' });
  await storage.updateItem({ datasetId, id: idOf(items, 0), input: 'edited' });
  const { version } = await storage.applyChanges({
    datasetId,
    changes: [
      { type: 'delete', id: idOf(items, 3) },
      { type: 'update', id: idOf(items, 1), expectedOutput: 'two' },
    ],
  });
  return { datasetId, version, items };
}

function idOf(items: readonly DatasetItem[], index: number): string {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item.id;
}

/** As many items as take several statements. */
const MANY = Array.from({ length: 450 }, (_, index) => ({
  externalId: `many ${index}`,
  input: index,
}));

/** Every kind of mutation, as a caller writes it who may have to call again. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'addItem with an externalId': {
    run: (storage, { datasetId }) =>
      storage.addItem({ datasetId, input: 'new', externalId: 'new' }),
    refusal: 'ITEM_EXISTS',
  },
  'addItems that skip': {
    run: (storage, { datasetId }) =>
      storage.addItems({
        datasetId,
        onConflict: 'skip',
        items: [
          { externalId: 'one', input: 'not taken' },
          { externalId: 'new', input: 'taken' },
        ],
      }),
    refusal: null,
  },
  'addItems that update': {
    run: (storage, { datasetId }) =>
      storage.addItems({
        datasetId,
        onConflict: 'update',
        items: [
          { externalId: 'one', input: 'taken' },
          { externalId: 'new', input: 'taken as well' },
        ],
      }),
    refusal: null,
  },
  'addItems in several statements': {
    run: (storage, { datasetId }) => storage.addItems({ datasetId, items: MANY }),
    refusal: 'ITEM_EXISTS',
  },
  'updateItem expecting a version': {
    run: (storage, { datasetId, items, version }) =>
      storage.updateItem({
        datasetId,
        id: idOf(items, 0),
        input: 'edited again',
        context: { by: 'test' },
        expectedVersion: version,
      }),
    refusal: 'VERSION_CONFLICT',
  },
  'deleteItem expecting a version': {
    run: (storage, { datasetId, items, version }) =>
      storage.deleteItem({ datasetId, id: idOf(items, 0), expectedVersion: version }),
    refusal: 'VERSION_CONFLICT',
  },
  'applyChanges expecting a version': {
    run: (storage, { datasetId, items, version }) =>
      storage.applyChanges({
        datasetId,
        expectedVersion: version,
        message: 'all kinds',
        changes: [
          { type: 'delete', id: idOf(items, 0) },
          { type: 'update', id: idOf(items, 1), input: 'second' },
          { type: 'update', id: idOf(items, 2), expectedOutput: 'third' },
          { type: 'add', input: 'added' },
        ],
      }),
    refusal: 'VERSION_CONFLICT',
  },
  'restoreVersion expecting a version': {
    run: (storage, { datasetId, version }) =>
      storage.restoreVersion({ datasetId, version: 'first', expectedVersion: version }),
    refusal: 'VERSION_CONFLICT',
  },
  purgeItem: {
    run: (storage, { datasetId, items }) => storage.purgeItem({ datasetId, id: idOf(items, 1) }),
    refusal: null,
    rewritesHistory: true,
  },
  createDataset: {
    run: (storage) => storage.createDataset({ name: 'another', inputSchema: { type: 'string' } }),
    refusal: null,
    repeats: true,
  },
  forkDataset: {
    run: (storage, { datasetId }) =>
      storage.forkDataset({ datasetId, version: 'first', name: 'fork' }),
    refusal: null,
    repeats: true,
  },
  updateDataset: {
    run: (storage, { datasetId }) =>
      storage.updateDataset({ id: datasetId, name: 'renamed', metadata: null }),
    refusal: null,
  },
  deleteDataset: {
    run: (storage, { datasetId }) => storage.deleteDataset({ id: datasetId }),
    refusal: null,
    rewritesHistory: true,
  },
  tagVersion: {
    run: (storage, { datasetId }) =>
      storage.tagVersion({ datasetId, version: 2, tag: 'first', move: true }),
    refusal: null,
  },
  untagVersion: {
    run: (storage, { datasetId }) => storage.untagVersion({ datasetId, tag: 'first' }),
    refusal: 'VERSION_NOT_FOUND',
  },
};
