import type { DatasetItem, ItemFilter } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { ALL, at, collect } from '../fixtures.js';
import type { ModelDataset } from './model-dataset.js';
import type { World } from './world.js';

/** Filters that some of the contents of the random operations meet, and some do not. */
const FILTERS: readonly ItemFilter[] = [
  { search: 'TEX' },
  { search: 'a' },
  { search: '' },
  { search: '%' },
  { context: { a: 1 } },
  { context: { b: null }, search: 'null' },
];

/** Every string value inside a JSON value; keys do not count. */
function stringsIn(value: unknown): string[] {
  const strings: string[] = [];
  JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'string') strings.push(member);
    return member;
  });
  return strings;
}

function meets(item: DatasetItem, { search, context = {} }: ItemFilter): boolean {
  const members = Object.entries(context).map(([key, value]) => JSON.stringify([key, value]));
  const present = Object.entries(item.context ?? {}).map((entry) => JSON.stringify(entry));
  if (!members.every((member) => present.includes(member))) return false;
  if (search === undefined) return true;
  const strings = stringsIn([item.input, item.expectedOutput]);
  return strings.some((text) => text.toUpperCase().includes(search.toUpperCase()));
}

/** Compares what a filter finds in a version with what it should find. */
export async function verifyFilters(
  { storage }: World,
  model: ModelDataset,
  number: number,
  probe: number,
): Promise<void> {
  if (!storage.supports.search) return;
  const { version, items } = at(model.commits, number);
  const filter = at(FILTERS, probe % FILTERS.length);
  const expected = items.filter((item) => meets(item, filter));
  const query = { datasetId: model.id, version, ...filter };
  const list = await storage.listItems({ ...query, pagination: ALL });
  expect(list.items).toStrictEqual(expected);
  expect(list.pagination.total).toBe(expected.length);
  expect(await collect(storage.iterateItems(query))).toStrictEqual(expected);

  const ids = items.filter((_, index) => index % 2 === probe % 2).map(({ id }) => id);
  const picked = await storage.listItems({ ...query, ids, pagination: ALL });
  expect(picked.items).toStrictEqual(expected.filter(({ id }) => ids.includes(id)));
}
