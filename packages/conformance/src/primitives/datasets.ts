import {
  attributesOf,
  createId,
  NEWEST_FIRST,
  type DatasetOrderBy,
  type DatasetPosition,
  type DatasetRecord,
  type DatasetsPrimitives,
} from '@mastra-datasets/core';
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

/** The most pages that a walk over a few datasets may take. */
const MOST_PAGES = 20;

/** Stores datasets some of which share their time of creation, and gives them newest first. */
async function storeMany(primitives: DatasetsPrimitives): Promise<DatasetRecord[]> {
  const times = [0, 0, 0, 1, 1, 2, 3, 3].map((offset) => START + offset);
  const records = times.map((createdAt) => datasetRecord({ createdAt, updatedAt: createdAt }));
  for (const index of [3, 0, 7, 5, 1, 6, 2, 4]) {
    await primitives.insertDataset(at(records, index), [], NO_NOTES);
  }
  return records.sort(
    (left, right) => right.createdAt - left.createdAt || (left.id < right.id ? 1 : -1),
  );
}

/** Names in no order, two of them equal. */
const NAMES = ['b', 'B', 'a', 'é', '\u{1f600}', '\uffee', 'a', 'a b'];

/** Every order but the default one, which has checks of its own. */
const ORDERS: readonly DatasetOrderBy[] = [
  { field: 'createdAt', direction: 'asc' },
  ...(['updatedAt', 'name'] as const).flatMap((field) =>
    (['asc', 'desc'] as const).map((direction) => ({ field, direction })),
  ),
];

function idsOf(records: readonly DatasetRecord[]): string[] {
  return records.map(({ id }) => id);
}

/** Sorts by the bytes of UTF-8, which are in the order of code points. */
function sortedBy({ field, direction }: DatasetOrderBy, records: readonly DatasetRecord[]) {
  const sign = direction === 'asc' ? 1 : -1;
  const compare = (left: string, right: string) =>
    Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
  return [...records].sort((left, right) => {
    const [one, other] = [left[field], right[field]];
    const byKey =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : compare(String(one), String(other));
    return sign * (byKey || compare(left.id, right.id));
  });
}

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

const lists = [
  check('pageDatasets gives the newest first, and among equals the greatest id', async (own) => {
    const records = await storeMany(own);
    const ids = records.map(({ id }) => id);
    const page = async (offset: number, limit: number | null) =>
      idsOf(await own.pageDatasets({ after: null, orderBy: NEWEST_FIRST, offset, limit }, []));
    expect(await page(0, null)).toEqual(ids);
    expect(await page(2, null)).toEqual(ids.slice(2));
    expect(await page(3, 2)).toEqual(ids.slice(3, 5));
    expect(await page(0, 100)).toEqual(ids);
    expect(await page(8, 1)).toEqual([]);
    expect(await own.countDatasets([])).toBe(8);
  }),

  check('pageDatasets starts right after the place given as `after`', async (primitives) => {
    const records = await storeMany(primitives);
    const ids = records.map(({ id }) => id);
    const orderBy = NEWEST_FIRST;
    const page = async (after: DatasetPosition, offset = 0, limit: number | null = null) =>
      idsOf(await primitives.pageDatasets({ after, orderBy, offset, limit }, []));
    for (const [index, { createdAt: key, id }] of records.entries()) {
      expect(await page({ key, id })).toEqual(ids.slice(index + 1));
      expect(await page({ key, id }, 1, 2)).toEqual(ids.slice(index + 2, index + 4));
    }
    // A place stays one when its dataset is deleted.
    const { createdAt: key, id } = at(records, 3);
    await primitives.deleteDataset(id);
    expect(await page({ key, id })).toEqual(ids.slice(4));
    expect(await page({ key: START - 1, id })).toEqual([]);
  }),

  check('pageDatasets gives every order that it is asked for, from any place', async (own) => {
    const records = NAMES.map((name, index) =>
      // Two of each time, so that ids decide, and neither time in the order of the names.
      datasetRecord({
        name,
        createdAt: START + (index >> 1),
        updatedAt: START + (((index * 5) % 8) >> 1),
      }),
    );
    for (const record of records) await own.insertDataset(record, [], NO_NOTES);
    for (const orderBy of ORDERS) {
      const ids = idsOf(sortedBy(orderBy, records));
      const page = async (after: DatasetPosition | null, offset: number, limit: number | null) =>
        idsOf(await own.pageDatasets({ after, orderBy, offset, limit }, []));
      expect(await page(null, 0, null)).toEqual(ids);
      expect(await page(null, 2, 3)).toEqual(ids.slice(2, 5));
      for (const record of records) {
        const place = { key: record[orderBy.field], id: record.id };
        expect(await page(place, 0, null)).toEqual(ids.slice(ids.indexOf(record.id) + 1));
      }
    }
  }),

  check('pageDatasets breaks ties by the ids that callers gave', async (primitives) => {
    const ids = ['\u{1f600}', '\uffee', 'b', 'B', 'a'];
    for (const id of ids) await primitives.insertDataset(datasetRecord({ id }), [], NO_NOTES);
    const orderBy = { field: 'name', direction: 'desc' } as const;
    const read = async (after: DatasetPosition | null) =>
      idsOf(await primitives.pageDatasets({ after, orderBy, offset: 0, limit: null }, []));
    expect(await read(null)).toEqual(['\u{1f600}', '\uffee', 'b', 'a', 'B']);
    expect(await read({ key: datasetRecord().name, id: 'b' })).toEqual(['a', 'B']);
  }),

  check('pageDatasets finds the datasets that have all attributes', async (primitives) => {
    const values = [
      { team: 'a', tags: ['x', 'y'] },
      { team: 'a' },
      { team: 'b', tags: ['x'] },
      null,
    ];
    const records = values.map((value, index) =>
      datasetRecord({
        attributes: value === null ? null : json(value),
        createdAt: START - index,
        updatedAt: START - index,
      }),
    );
    for (const record of records) await primitives.insertDataset(record, [], NO_NOTES);
    const [first, second, third] = [at(records, 0), at(records, 1), at(records, 2)];
    const find = async (
      attributes: object,
      last: DatasetRecord | null = null,
      orderBy = NEWEST_FIRST,
    ) => {
      const entries = attributesOf({ attributes: json(attributes) });
      const after = last === null ? null : { key: last[orderBy.field], id: last.id };
      const range = { after, orderBy, offset: 0, limit: null };
      const page = idsOf(await primitives.pageDatasets(range, entries));
      if (after === null) expect(await primitives.countDatasets(entries)).toBe(page.length);
      return page;
    };
    expect(await find({ team: 'a' })).toEqual([first.id, second.id]);
    expect(await find({ tags: 'x' })).toEqual([first.id, third.id]);
    expect(await find({ tags: 'x' }, first)).toEqual([third.id]);
    expect(await find({ team: 'a', tags: 'y' })).toEqual([first.id]);
    for (const field of ['createdAt', 'updatedAt'] as const) {
      const oldestFirst = { field, direction: 'asc' } as const;
      expect(await find({ tags: 'x' }, null, oldestFirst)).toEqual([third.id, first.id]);
      expect(await find({ tags: 'x' }, third, oldestFirst)).toEqual([first.id]);
    }
    expect(await find({ team: 'b', tags: 'y' })).toEqual([]);
    // What a dataset is found by changes with it.
    const record = { ...first, attributes: json({ team: 'c' }), updatedAt: START + 1 };
    await primitives.updateDataset({ expectedUpdatedAt: START, expectedVersion: 'any', record });
    expect(await find({ team: 'a' })).toEqual([second.id]);
    expect(await find({ team: 'c' })).toEqual([first.id]);
  }),

  check('pageDatasets comes to an end when its pages are read one by one', async (primitives) => {
    const records = await storeMany(primitives);
    const found: string[] = [];
    let after: DatasetPosition | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page: DatasetRecord[] = await primitives.pageDatasets(
        { after, orderBy: NEWEST_FIRST, offset: 0, limit: 3 },
        [],
      );
      found.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { key: last.createdAt, id: last.id };
    }
    expect(found).toEqual(records.map(({ id }) => id));
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
  checks: [...insertion, ...updates, ...lists, ...deletion],
};
