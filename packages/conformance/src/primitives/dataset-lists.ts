import {
  attributesOf,
  NEWEST_FIRST,
  type DatasetOrderBy,
  type DatasetPosition,
  type DatasetRecord,
  type DatasetsPrimitives,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { at } from '../fixtures.js';
import { check, type PrimitivesTopic } from './check.js';
import { NO_NOTES, START, datasetRecord, json } from './fixtures.js';

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

/** Lists of datasets, page by page. */
export const datasetListChecks: PrimitivesTopic = {
  topic: 'lists of datasets',
  checks: [
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
  ],
};
