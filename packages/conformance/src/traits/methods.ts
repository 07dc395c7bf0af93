import type { DatasetsErrorCode, DatasetsStorage, DatasetsSupports } from '@mastra-datasets/core';
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
  /** What well-formed arguments may be refused with, in datasets without schemas. */
  readonly codes: readonly DatasetsErrorCode[];
}

type Codes = readonly DatasetsErrorCode[];

const READ: Codes = ['VERSION_NOT_FOUND'];
const SNAPSHOT: Codes = ['DATASET_NOT_FOUND', ...READ];
const ADDITION: Codes = [...SNAPSHOT, 'VERSION_CONFLICT', 'ITEM_EXISTS'];
const CHANGE: Codes = [
  ...SNAPSHOT,
  'VERSION_CONFLICT',
  'ITEM_NOT_FOUND',
  'ITEM_DATASET_MISMATCH',
  'ITEM_PURGED',
];
const ALL_CHANGES: Codes = [...CHANGE, 'ITEM_EXISTS'];

const expectedVersion: Fields = { expectedVersion: 'batches' };
const itemCondition: Fields = { expectedItemVersion: 'conditions' };
const authorship: Fields = { author: 'authors', message: 'authors' };
const batch: Fields = { ...expectedVersion, author: 'authors', message: 'batches' };
const rules: Fields = { onConflict: 'externalIds', onDeleted: 'externalIds' };
const itemFields: Fields = {
  splits: 'itemFields',
  source: 'itemFields',
  attributes: 'itemFields',
};
const filter: Fields = { search: 'search', context: 'search', ids: 'search' };
const queries: Fields = { where: 'queries', splits: 'queries' };
const sampling: Fields = { sample: 'sampling', shard: 'sampling' };
const ordering: Fields = { order: 'ordering', orderBy: 'ordering', seed: 'sampling' };
const version: Fields = { version: null };
const schemas: Fields = { inputSchema: 'schemas', expectedOutputSchema: 'schemas' };
const now = new Date();

/** Every public method that takes arguments. */
export const METHODS: readonly Method[] = [
  {
    name: 'createDataset',
    capability: null,
    valid: () => ({ name: 'new' }),
    required: ['name'],
    optional: {
      id: 'ownIds',
      onConflict: 'ownIds',
      description: null,
      metadata: null,
      attributes: 'attributes',
      ...authorship,
      ...schemas,
    },
    codes: ['DATASET_EXISTS'],
  },
  {
    name: 'getDatasetById',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: {},
    codes: [],
  },
  {
    name: 'updateDataset',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: {
      name: null,
      description: null,
      metadata: null,
      attributes: 'attributes',
      existing: 'schemas',
      expectedUpdatedAt: 'conditions',
      ...schemas,
    },
    codes: ['DATASET_NOT_FOUND', 'SCHEMA_VALIDATION_FAILED', 'VERSION_CONFLICT'],
  },
  {
    name: 'deleteDataset',
    capability: null,
    valid: ({ datasetId }) => ({ id: datasetId }),
    required: ['id'],
    optional: {},
    codes: [],
  },
  {
    name: 'listDatasets',
    capability: null,
    valid: () => ({ pagination: ALL }),
    required: ['pagination'],
    optional: {
      cursor: 'cursors',
      orderBy: 'ordering',
      search: 'search',
      metadata: 'search',
      attributes: 'attributes',
    },
    codes: [],
  },
  {
    name: 'addItem',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, input: 1 }),
    required: ['datasetId', 'input'],
    optional: {
      expectedOutput: null,
      context: null,
      externalId: 'externalIds',
      ...rules,
      ...itemFields,
      ...expectedVersion,
      ...authorship,
    },
    codes: ADDITION,
  },
  {
    name: 'updateItem',
    capability: null,
    valid: ({ datasetId, id }) => ({ datasetId, id, input: 1 }),
    required: ['datasetId', 'id'],
    optional: {
      input: null,
      expectedOutput: null,
      context: null,
      ...itemFields,
      merge: 'merging',
      ...itemCondition,
      ...expectedVersion,
      ...authorship,
    },
    codes: CHANGE,
  },
  {
    name: 'deleteItem',
    capability: null,
    valid: ({ datasetId, id }) => ({ datasetId, id }),
    required: ['datasetId', 'id'],
    optional: { ...itemCondition, ...expectedVersion, ...authorship },
    codes: CHANGE,
  },
  {
    name: 'listItems',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, pagination: ALL }),
    required: ['datasetId', 'pagination'],
    optional: { ...version, cursor: 'cursors', ...filter, ...queries, ...sampling, ...ordering },
    codes: [...READ, 'SPLIT_NOT_FOUND'],
  },
  {
    name: 'listSplits',
    capability: 'queries',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: version,
    codes: READ,
  },
  {
    name: 'getItemById',
    capability: null,
    valid: ({ id }) => ({ id }),
    required: ['id'],
    optional: version,
    codes: READ,
  },
  {
    name: 'getItemsByVersion',
    capability: null,
    valid: ({ datasetId }) => ({ datasetId, version: now }),
    required: ['datasetId', 'version'],
    optional: {},
    codes: READ,
  },
  {
    name: 'addItems',
    capability: 'batches',
    valid: ({ datasetId }) => ({ datasetId, items: [{ input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: { ...rules, ...batch },
    codes: ADDITION,
  },
  {
    name: 'importItems',
    capability: 'imports',
    valid: ({ datasetId }) => ({ datasetId, items: [{ input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: { ...rules, onMissing: 'imports', maxDeleted: 'imports', ...batch },
    codes: [...ADDITION, 'TOO_MANY_DELETIONS'],
  },
  {
    name: 'updateItems',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, items: [{ id, input: 1 }] }),
    required: ['datasetId', 'items'],
    optional: batch,
    codes: CHANGE,
  },
  {
    name: 'deleteItems',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, ids: [id] }),
    // Either ids or conditions.
    required: ['datasetId'],
    optional: { ids: null, ...batch, ...queries },
    codes: [...CHANGE, 'SPLIT_NOT_FOUND'],
  },
  {
    name: 'applyChanges',
    capability: 'batches',
    valid: ({ datasetId, id }) => ({ datasetId, changes: [{ type: 'delete', id }] }),
    required: ['datasetId', 'changes'],
    optional: batch,
    codes: ALL_CHANGES,
  },
  {
    name: 'getItemByExternalId',
    capability: 'externalIds',
    valid: ({ datasetId }) => ({ datasetId, externalId: 'key' }),
    required: ['datasetId', 'externalId'],
    optional: version,
    codes: READ,
  },
  {
    name: 'getVersion',
    capability: 'history',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: version,
    codes: READ,
  },
  {
    name: 'listVersions',
    capability: 'history',
    valid: ({ datasetId }) => ({ datasetId, pagination: ALL }),
    required: ['datasetId', 'pagination'],
    optional: {},
    codes: [],
  },
  {
    name: 'getItemHistory',
    capability: 'history',
    valid: ({ id }) => ({ id }),
    required: ['id'],
    optional: { datasetId: 'externalIds', externalId: 'externalIds' },
    codes: [],
  },
  {
    name: 'tagVersion',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId, version: now, tag: 'release' }),
    required: ['datasetId', 'version', 'tag'],
    optional: { move: 'tags' },
    codes: ['DATASET_NOT_FOUND', 'VERSION_NOT_FOUND', 'VERSION_CONFLICT'],
  },
  {
    name: 'untagVersion',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId, tag: 'release' }),
    required: ['datasetId', 'tag'],
    optional: {},
    codes: SNAPSHOT,
  },
  {
    name: 'listTags',
    capability: 'tags',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: {},
    codes: [],
  },
  {
    name: 'diffVersions',
    capability: 'diff',
    valid: ({ datasetId }) => ({ datasetId, from: now, to: now }),
    required: ['datasetId', 'from', 'to'],
    optional: {},
    codes: SNAPSHOT,
  },
  {
    name: 'restoreVersion',
    capability: 'restore',
    valid: ({ datasetId }) => ({ datasetId, version: now }),
    required: ['datasetId', 'version'],
    optional: batch,
    codes: ['DATASET_NOT_FOUND', 'VERSION_NOT_FOUND', 'VERSION_CONFLICT'],
  },
  {
    name: 'forkDataset',
    capability: 'fork',
    valid: ({ datasetId }) => ({ datasetId, name: 'fork' }),
    required: ['datasetId', 'name'],
    optional: {
      ...version,
      description: null,
      metadata: null,
      attributes: 'attributes',
      ...authorship,
      ...filter,
      ...queries,
      ...sampling,
    },
    codes: [...SNAPSHOT, 'SPLIT_NOT_FOUND'],
  },
  {
    name: 'iterateItems',
    capability: 'iteration',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: {
      ...version,
      batchSize: null,
      ...filter,
      ...queries,
      ...sampling,
      ...ordering,
      order: null,
    },
    codes: [...READ, 'SPLIT_NOT_FOUND'],
  },
  {
    name: 'snapshotDigest',
    capability: 'digest',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: version,
    codes: SNAPSHOT,
  },
  {
    name: 'purgeItem',
    capability: 'purge',
    valid: ({ datasetId, id }) => ({ datasetId, id }),
    required: ['datasetId', 'id'],
    optional: { keep: 'purgeInPlace', ...authorship },
    codes: ['DATASET_NOT_FOUND', 'ITEM_NOT_FOUND', 'ITEM_DATASET_MISMATCH'],
  },
  {
    name: 'verify',
    capability: 'verification',
    valid: ({ datasetId }) => ({ datasetId }),
    required: ['datasetId'],
    optional: { repair: null },
    codes: ['DATASET_NOT_FOUND'],
  },
];

/** Whether a storage offers what belongs to a capability; `null` for what every storage offers. */
export function applies(supports: DatasetsSupports, capability: Capability | null): boolean {
  return capability === null || supports[capability];
}

/** Calls a method with any argument at all, and gives its result: of an iteration, a list. */
export async function callMethod(
  storage: DatasetsStorage,
  name: Method['name'],
  argument: unknown,
): Promise<unknown> {
  const method: unknown = Reflect.get(storage, name);
  if (typeof method !== 'function') throw new TypeError(`${name} is not a method.`);
  const result: unknown = await Reflect.apply(method, storage, [argument]);
  return name === 'iterateItems' ? collect(result as AsyncIterable<unknown>) : result;
}
