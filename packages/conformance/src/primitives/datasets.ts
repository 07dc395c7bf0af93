import { attributesOf, createId, type DatasetsPrimitives } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import {
  NO_NOTES,
  START,
  apply,
  datasetRecord,
  dump,
  expectRefused,
  expectUnchanged,
  itemInsert,
  itemUpdate,
  json,
  plain,
  stagedItem,
  storeDataset,
  storeItems,
} from './fixtures.js';

const insertion = [
  check('insertDataset stores every field, the items, and commit number 0', async (primitives) => {
    const record = datasetRecord({
      description: 'about',
      metadata: json({ b: [1, null], a: 'é\u{1f30d}"' }),
      inputSchema: json({ type: 'string' }),
      expectedOutputSchema: json({ type: 'number' }),
      schemaRevision: 7,
      attributes: json({ tags: ['b', 'a'] }),
      updatedAt: START + 5,
    });
    const items = [
      itemInsert(record.id, {
        externalId: 'key',
        context: json({ b: 1, a: 2 }),
        splits: json(['test', 'train']),
        source: json({ url: 'here' }),
        attributes: json({ z: 1, y: 2 }),
      }),
      itemInsert(record.id, { expectedOutput: json(null), createdAt: START - 1_000 }),
    ];
    const notes = { author: 'Ada', message: 'first' };
    expect(await primitives.insertDataset(record, items, notes)).toBe(true);
    const found = await primitives.findDataset(record.id);
    expect(found === null ? null : plain(found)).toStrictEqual(plain(record));
    const states = items.map(({ createdAt, ...item }) => ({
      ...plain(item),
      datasetId: record.id,
      version: START,
      versionNumber: 0,
      createdAt: createdAt ?? START,
      updatedAt: START,
      purgedAt: null,
    }));
    const range = { after: null, offset: 0, limit: null };
    const page = { datasetId: record.id, at: START, order: 'newest', ...range } as const;
    expect((await primitives.pageItems(page)).map(plain)).toStrictEqual(states);
    expect(await primitives.findCommit(record.id, { type: 'newest' })).toStrictEqual({
      datasetId: record.id,
      version: START,
      number: 0,
      added: 2,
      updated: 0,
      deleted: 0,
      purged: 0,
      itemCount: 2,
      ...notes,
    });
  }),

  check('insertDataset leaves a dataset alone that has the id already', async (primitives) => {
    const { datasetId } = await storeItems(primitives, 'a');
    const twin = datasetRecord({ id: datasetId, name: 'twin' });
    await expectUnchanged(primitives, datasetId, async () => {
      expect(await primitives.insertDataset(twin, [itemInsert(datasetId)], NO_NOTES)).toBe(false);
    });
  }),
];

const updates = [
  check('updateDataset stores every field but the version', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const changes = {
      name: 'renamed',
      description: 'about',
      metadata: json({ a: 1 }),
      inputSchema: json(true),
      expectedOutputSchema: json(false),
      schemaRevision: 3,
      attributes: json({ b: 1, a: 2 }),
      updatedAt: START + 1,
    };
    const record = datasetRecord({ id: datasetId, version: START + 9, ...changes });
    const update = { expectedUpdatedAt: START, expectedVersion: 'any', record } as const;
    const answer = await primitives.updateDataset(update);
    const expected = plain({ ...record, version: START });
    expect(plain(answer)).toStrictEqual(expected);
    const found = await primitives.findDataset(datasetId);
    expect(found === null ? null : plain(found)).toStrictEqual(expected);
  }),

  check('updateDataset refuses when expectedUpdatedAt is outdated', async (primitives) => {
    const { datasetId } = await storeDataset(primitives);
    const record = datasetRecord({ id: datasetId, name: 'renamed', updatedAt: START + 2 });
    await expectUnchanged(primitives, datasetId, async () => {
      for (const expectedUpdatedAt of [START - 1, START + 1]) {
        const update = { expectedUpdatedAt, expectedVersion: 'any', record } as const;
        expectRefused(await primitives.updateDataset(update), 'fields');
      }
    });
  }),

  check('updateDataset refuses when expectedVersion is not the newest', async (primitives) => {
    const { datasetId } = await storeItems(primitives, 'a');
    const { version } = await apply(primitives, datasetId, { inserts: [itemInsert(datasetId)] });
    const record = datasetRecord({ id: datasetId, name: 'renamed', updatedAt: START + 2 });
    const update = { expectedUpdatedAt: START, record };
    await expectUnchanged(primitives, datasetId, async () => {
      for (const expectedVersion of [START, version + 1]) {
        const answer = await primitives.updateDataset({ ...update, expectedVersion });
        expectRefused(answer, 'version');
      }
    });
    const answer = await primitives.updateDataset({ ...update, expectedVersion: version });
    expect(answer).toMatchObject({ name: 'renamed', version });
  }),

  check('updateDataset refuses a dataset that is not there', async (primitives) => {
    const record = datasetRecord();
    const update = { expectedUpdatedAt: START, expectedVersion: 'any', record } as const;
    expectRefused(await primitives.updateDataset(update), 'dataset');
    expect(await primitives.findDataset(record.id)).toBeNull();
    expect(await primitives.countDatasets([])).toBe(0);
  }),
];

const ATTRIBUTES = json({ kind: 'whole' });
const BY_KIND = attributesOf({ attributes: ATTRIBUTES });

/** Stores a dataset with something in every place. */
async function storeEverything(primitives: DatasetsPrimitives, id: string) {
  const items = [itemInsert(id, { externalId: 'a' }), itemInsert(id, { externalId: 'b' })];
  const [first, second] = [at(items, 0), at(items, 1)];
  const record = datasetRecord({ id, attributes: ATTRIBUTES });
  await primitives.insertDataset(record, items, NO_NOTES);
  const changes = { updates: [itemUpdate(first.id)], deletes: [second.id] };
  const { version } = await apply(primitives, id, changes);
  await primitives.putTag({ datasetId: id, tag: 'tag', version, createdAt: START }, false, null);
  const staging = { datasetId: id, importId: createId() };
  await primitives.staging?.stage(staging, START, [stagedItem(id, { externalId: 'staged' })]);
  return { staging, ids: items.map((item) => item.id), version };
}

const deletion = [
  check('deleteDataset deletes all that belongs to it, and nothing else', async (primitives) => {
    const { id } = datasetRecord();
    const other = datasetRecord();
    const { staging, ids, version } = await storeEverything(primitives, id);
    const rest = await storeEverything(primitives, other.id);
    await expectUnchanged(primitives, other.id, () => primitives.deleteDataset(id));
    expect(await dump(primitives, id)).toStrictEqual({
      dataset: null,
      commits: [],
      states: [],
      pages: [[], []],
      tags: [],
    });
    expect(await primitives.findItems(ids, null)).toEqual([]);
    expect(await primitives.findItems(ids, version)).toEqual([]);
    expect(await primitives.findItemStates(ids)).toEqual([]);
    expect(await primitives.findItemsByExternalId(id, ['a', 'b'], version)).toEqual([]);
    for (const selector of [
      { type: 'newest' },
      { type: 'number', number: 0 },
      { type: 'at', time: version },
      { type: 'tag', tag: 'tag' },
    ] as const) {
      expect(await primitives.findCommit(id, selector)).toBeNull();
    }
    expect((await primitives.staging?.findStaged(staging, ['staged'])) ?? []).toEqual([]);
    expect((await primitives.staging?.findAbandoned(id, START + 1)) ?? []).toEqual([]);
    if (primitives.staging !== undefined) {
      expect(await primitives.staging.findStaged(rest.staging, ['staged'])).toEqual(['staged']);
    }
    expect(await primitives.countDatasets([])).toBe(1);
    expect(await primitives.countDatasets(BY_KIND)).toBe(1);
    await primitives.deleteDataset(id);
    expect(await primitives.countDatasets([])).toBe(1);
  }),

  check('clear deletes every dataset with all that belongs to it', async (primitives) => {
    const { id } = datasetRecord();
    const { staging } = await storeEverything(primitives, id);
    await primitives.clear();
    expect(await primitives.countDatasets([])).toBe(0);
    expect(await primitives.countDatasets(BY_KIND)).toBe(0);
    expect((await primitives.staging?.findStaged(staging, ['staged'])) ?? []).toEqual([]);
    const again = await storeEverything(primitives, id);
    expect(await primitives.findCommit(id, { type: 'newest' })).toMatchObject({
      number: 1,
      version: again.version,
    });
  }),
];

export const datasetChecks: PrimitivesTopic = {
  topic: 'datasets',
  checks: [...insertion, ...updates, ...deletion],
};
