import type { DatasetsSupports } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, at, currentItems, makeDataset } from '../fixtures.js';
import { METHODS, callMethod, type Method } from './methods.js';

/** Options of methods that exist without the capability the option belongs to. */
const OPTIONS: readonly [Method['name'], keyof DatasetsSupports, Record<string, unknown>][] = [
  ['createDataset', 'schemas', { inputSchema: true }],
  ['createDataset', 'schemas', { expectedOutputSchema: { type: 'string' } }],
  ['updateDataset', 'schemas', { inputSchema: { type: 'string' } }],
  ['listDatasets', 'cursors', { cursor: 'opaque' }],
  ['listDatasets', 'search', { search: 'a' }],
  ['listDatasets', 'search', { metadata: {} }],
  ['listDatasets', 'ordering', { orderBy: { field: 'name', direction: 'asc' } }],
  ['createDataset', 'ownIds', { id: 'mine' }],
  ['createDataset', 'ownIds', { onConflict: 'skip' }],
  ['createDataset', 'attributes', { attributes: {} }],
  ['createDataset', 'authors', { author: 'ann' }],
  ['createDataset', 'authors', { message: 'why' }],
  ['updateDataset', 'attributes', { attributes: {} }],
  ['listDatasets', 'attributes', { attributes: {} }],
  ['addItem', 'itemFields', { splits: ['test'] }],
  ['addItem', 'itemFields', { source: {} }],
  ['addItem', 'itemFields', { attributes: {} }],
  ['updateItem', 'itemFields', { splits: ['test'] }],
  ['updateItem', 'itemFields', { source: {} }],
  ['updateItem', 'itemFields', { attributes: {} }],
  ['addItem', 'authors', { author: 'ann' }],
  ['addItem', 'authors', { message: 'why' }],
  ['updateItem', 'authors', { author: 'ann' }],
  ['deleteItem', 'authors', { message: 'why' }],
  ['addItem', 'externalIds', { externalId: 'key' }],
  ['addItem', 'externalIds', { onConflict: 'skip' }],
  ['addItem', 'externalIds', { onDeleted: 'revive' }],
  ['addItem', 'batches', { expectedVersion: new Date() }],
  ['updateItem', 'batches', { expectedVersion: new Date() }],
  ['deleteItem', 'batches', { expectedVersion: new Date() }],
  ['updateItem', 'conditions', { expectedItemVersion: new Date() }],
  ['deleteItem', 'conditions', { expectedItemVersion: 0 }],
  ['purgeItem', 'purgeInPlace', { keep: true }],
  ['updateItem', 'merging', { merge: { context: { a: 1 } } }],
  ['updateDataset', 'conditions', { expectedUpdatedAt: new Date() }],
  ['listItems', 'cursors', { cursor: 'opaque' }],
  ['listItems', 'search', { search: 'a' }],
  ['listItems', 'search', { context: {} }],
  ['listItems', 'search', { ids: [] }],
  ['listItems', 'queries', { where: {} }],
  ['listItems', 'queries', { splits: ['test'] }],
  ['listItems', 'sampling', { sample: { size: 1, seed: '' } }],
  ['listItems', 'sampling', { shard: { index: 0, count: 1 } }],
  ['listItems', 'ordering', { order: 'oldest' }],
  ['listItems', 'ordering', { orderBy: { field: 'createdAt', direction: 'asc' } }],
  ['deleteItems', 'queries', { where: {} }],
  ['deleteItems', 'queries', { splits: ['test'] }],
  ['listItems', 'history', { version: 0 }],
  ['listItems', 'tags', { version: 'release' }],
  ['getItemsByVersion', 'history', { version: 0 }],
  ['getItemsByVersion', 'tags', { version: 'release' }],
  ['getItemById', 'history', { version: 0 }],
  ['getItemById', 'tags', { version: 'release' }],
  ['iterateItems', 'history', { version: 0 }],
  ['iterateItems', 'tags', { version: 'release' }],
  ['diffVersions', 'history', { from: 0 }],
  ['diffVersions', 'tags', { to: 'release' }],
  ['getVersion', 'tags', { version: 'release' }],
  ['snapshotDigest', 'history', { version: 0 }],
  ['snapshotDigest', 'tags', { version: 'release' }],
];

/** What a storage does not support it refuses, rather than quietly doing something else. */
export const unsupportedTrait: Suite = ({ open, supports }) => {
  const methods = METHODS.flatMap(({ name, capability, valid }) =>
    capability === null || supports[capability] ? [] : [{ name, capability, valid, options: {} }],
  );
  const options = OPTIONS.flatMap(([name, capability, given]) => {
    const method = METHODS.find((candidate) => candidate.name === name);
    if (method === undefined || supports[capability]) return [];
    const offered = method.capability === null || supports[method.capability];
    return offered ? [{ name, capability, valid: method.valid, options: given }] : [];
  });
  const cases = [...methods, ...options];
  if (cases.length === 0) return;

  describe('what is not supported', () => {
    it.each(cases)('$name $options: $capability', async ({ name, capability, valid, options }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const argument = { ...valid({ datasetId, id: at(items, 0).id }), ...options };
      const call = () => callMethod(storage, name, argument);
      const error = await expectDatasetsError(call, 'NOT_SUPPORTED');
      expect(error.details).toMatchObject({ capability });
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      expect(datasets).toHaveLength(1);
    });
  });
};
