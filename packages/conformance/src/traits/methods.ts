import type { DatasetsStorage, DatasetsSupports } from '@mastra-datasets/core';
import { ALL, collect } from '../fixtures.js';

/** What the arguments of a method point to. */
export interface Target {
  readonly datasetId: string;
  /** A current item of the dataset. */
  readonly id: string;
}

type Capability = keyof DatasetsSupports;
type Fields = Readonly<Record<string, Capability | null>>;

/** A public method, with what the traits need to call it. */
export interface Method {
  readonly name: Exclude<keyof DatasetsStorage, 'component' | 'name' | 'supports'>;
  /** The capability it belongs to; `null` for the eleven basic methods. */
  readonly capability: Capability | null;
  /** Arguments that it takes. */
  readonly valid: (target: Target) => Record<string, unknown>;
  readonly required: readonly string[];
  /** Optional fields, each with the capability it belongs to. */
  readonly optional: Fields;
}

const expectedVersion: Fields = { expectedVersion: 'batches' };
const batch: Fields = { ...expectedVersion, message: 'batches' };
const filter: Fields = { search: 'search', context: 'search', ids: 'search' };
const version: Fields = { version: null };
const now = new Date();

/** Every public method that takes arguments. */
export const METHODS: readonly Method[] = [
  {
    name: 'createDataset',
    capability: null,
    valid: () => ({ name: 'new' }),
    required: ['name'],
    optional: { description: null, metadata: null },
  },
  {
    name: 'getDatasetById',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: {},
  },
  {
    name: 'updateDataset',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: { name: null, description: null, metadata: null, existing: 'schemas' },
  },
  {
    name: 'deleteDataset',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: {},
  },
  {
    name: 'listDatasets',
    capability: null,
    valid: () => ({ pagination: ALL }),
    required: ['pagination'],
    optional: { search: 'search', metadata: 'search' },
  },
  {
    name: 'addItem',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, input: 1 }),
    required: ['datasetId', 'input'],
    optional: {
      context: null,
      externalId: 'externalIds',
      onConflict: 'externalIds',
      ...expectedVersion,
    },
  },
  {
    name: 'updateItem',
    capability: null,
    valid: ({ datasetId, id }) => ({ datasetId, id, input: 1 }),
    required: ['datasetId', 'id'],
    optional: { context: null, ...expectedVersion },
  },
  {
    name: 'deleteItem',
    capability: null,
    valid: ({ datasetId, id }) => ({ datasetId, id }),
    required: ['datasetId', 'id'],
    optional: expectedVersion,
  },
  {
    name: 'listItems',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, pagination: ALL }),
    required: ['datasetId', 'pagination'],
    optional: { ...version, cursor: 'cursors', ...filter },
  },
  {
    name: 'getItemById',
    capability: null,
    valid: ({ id }) => ({ id }),
    required: ['id'],
    optional: version,
  },
  {
    name: 'getItemsByVersion',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, version: now }),
    required: ['datasetId', 'version'],
    optional: {},
  },
  {
    name: 'addItems',
    capability: 'batches',
    valid: ({ datasetId }) => ({ datasetId, items: [{ input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: { onConflict: 'externalIds', ...batch },
  },
  {
    name: 'importItems',
    capability: 'imports',
    valid: ({ datasetId }) => ({ datasetId, items: [{ input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: { onConflict: 'externalIds', ...batch },
  },
  {
    name: 'updateItems',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, items: [{ id, input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: batch,
  },
  {
    name: 'deleteItems',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, ids: [id] }),
    required: ['datasetId', 'ids'],
    optional: batch,
  },
  {
    name: 'applyChanges',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, changes: [{ type: 'delete', id }] }),
    required: ['datasetId', 'changes'],
    optional: batch,
  },
  {
    name: 'getItemByExternalId',
    capability: 'externalIds',
    valid: ({ datasetId }) => ({ datasetId, externalId: 'key' }),
    required: ['datasetId', 'externalId'],
    optional: version,
  },
  {
    name: 'listVersions',
    capability: 'history',
    valid: ({ datasetId }) => ({ datasetId, pagination: ALL }),
    required: ['datasetId', 'pagination'],
    optional: {},
  },
  {
    name: 'getItemHistory',
    capability: 'history',
    valid: ({ id }) => ({ id }),
    required: ['id'],
    optional: {},
  },
  {
    name: 'tagVersion',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId, version: now, tag: 'release' }),
    required: ['datasetId', 'version', 'tag'],
    optional: { move: 'tags' },
  },
  {
    name: 'untagVersion',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId, tag: 'release' }),
    required: ['datasetId', 'tag'],
    optional: {},
  },
  {
    name: 'listTags',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: {},
  },
  {
    name: 'diffVersions',
    capability: 'diff',
    valid: ({ datasetId }) => ({ datasetId, from: now, to: now }),
    required: ['datasetId', 'from', 'to'],
    optional: {},
  },
  {
    name: 'restoreVersion',
    capability: 'restore',
    valid: ({ datasetId }) => ({ datasetId, version: now }),
    required: ['datasetId', 'version'],
    optional: batch,
  },
  {
    name: 'forkDataset',
    capability: 'fork',
    valid: ({ datasetId }) => ({ datasetId, name: 'fork' }),
    required: ['datasetId', 'name'],
    optional: { ...version, description: null, metadata: null },
  },
  {
    name: 'iterateItems',
    capability: 'iteration',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: { ...version, batchSize: null, order: null, ...filter },
  },
  {
    name: 'snapshotDigest',
    capability: 'digest',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: version,
  },
  {
    name: 'purgeItem',
    capability: 'purge',
    valid: ({ datasetId, id }) => ({ datasetId, id }),
    required: ['datasetId', 'id'],
    optional: {},
  },
  {
    name: 'verify',
    capability: 'verification',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: {},
  },
];

/** Calls a method with any argument at all, and waits for all of what it gives. */
export async function callMethod(
  storage: DatasetsStorage,
  name: Method['name'],
  argument: unknown,
): Promise<void> {
  const method: unknown = Reflect.get(storage, name);
  if (typeof method !== 'function') throw new TypeError(`${name} is not a method.`);
  const result: unknown = await Reflect.apply(method, storage, [argument]);
  if (name === 'iterateItems') await collect(result as AsyncIterable<unknown>);
}
