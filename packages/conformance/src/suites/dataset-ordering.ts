import type { Dataset, DatasetOrderBy, DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, present } from '../fixtures.js';

const NAMES = [
  'pear',
  'apple',
  'Pear',
  'fig',
  'apple',
  '\u{1f34f}',
  'apple pie',
  '\uffee',
  'quince',
];

const ORDERS: readonly DatasetOrderBy[] = (['createdAt', 'updatedAt', 'name'] as const).flatMap(
  (field) => (['asc', 'desc'] as const).map((direction) => ({ field, direction })),
);

/** Makes datasets with names in no order, and changes some of them again in another order. */
async function makeDatasets(storage: DatasetsStorage): Promise<Dataset[]> {
  const ids: string[] = [];
  for (const name of NAMES) ids.push((await storage.createDataset({ name })).id);
  for (const index of [6, 1, 3]) {
    await storage.updateDataset({ id: ids[index] ?? '', metadata: { index } });
  }
  return (await storage.listDatasets({ pagination: ALL })).datasets;
}

/** Compares text by the bytes of its UTF-8, which are in the order of code points. */
function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

function sorted(datasets: readonly Dataset[], { field, direction }: DatasetOrderBy): Dataset[] {
  const sign = direction === 'asc' ? 1 : -1;
  return [...datasets].sort((left, right) => {
    const byField =
      field === 'name'
        ? compareBytes(left.name, right.name)
        : left[field].getTime() - right[field].getTime();
    return sign * (byField || compareBytes(left.id, right.id));
  });
}

/** Everything that a list gives, two at a time. */
async function readPages(
  storage: DatasetsStorage,
  query: { orderBy: DatasetOrderBy; search?: string },
): Promise<Dataset[]> {
  const found: Dataset[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.listDatasets({
      ...query,
      pagination: { page: 0, perPage: 2 },
      cursor,
    });
    found.push(...page.datasets);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

export const datasetOrderingSuite: Suite = ({ open, supports }) => {
  describe('orderBy of listDatasets', () => {
    for (const orderBy of ORDERS) {
      const title = `${orderBy.field}, ${orderBy.direction}`;

      it(`sorts datasets by ${title}, page by page too`, async () => {
        const storage = await open();
        const expected = sorted(await makeDatasets(storage), orderBy);
        const list = await storage.listDatasets({ pagination: ALL, orderBy });
        expect(list.datasets).toStrictEqual(expected);
        const second = { page: 1, perPage: 4 };
        const page = await storage.listDatasets({ pagination: second, orderBy });
        expect(page.datasets).toStrictEqual(expected.slice(4, 8));
        expect(page.pagination).toStrictEqual({ ...second, total: 9, hasMore: true });
        if (supports.cursors) {
          expect(await readPages(storage, { orderBy })).toStrictEqual(expected);
        }
      });

      it.runIf(supports.search)(`sorts what matches by ${title}`, async () => {
        const storage = await open();
        const all = await makeDatasets(storage);
        const matching = all.filter(({ name }) => name.toLowerCase().includes('p'));
        const expected = sorted(matching, orderBy);
        const query = { orderBy, search: 'P' };
        const list = await storage.listDatasets({ pagination: ALL, ...query });
        expect(list.datasets).toStrictEqual(expected);
        expect(list.pagination.total).toBe(expected.length);
        const second = { page: 1, perPage: 2 };
        const page = await storage.listDatasets({ pagination: second, ...query });
        expect(page.datasets).toStrictEqual(expected.slice(2, 4));
        if (supports.cursors) expect(await readPages(storage, query)).toStrictEqual(expected);
      });
    }

    it.runIf(supports.attributes)('sorts what has attributes', async () => {
      const storage = await open();
      for (const [index, name] of NAMES.entries()) {
        await storage.createDataset({ name, attributes: { odd: index % 2 === 1 } });
      }
      const { datasets } = await storage.listDatasets({ pagination: ALL });
      const odd = datasets.filter(({ attributes }) => attributes?.['odd'] === true);
      for (const orderBy of ORDERS) {
        const query = { attributes: { odd: true }, orderBy };
        const list = await storage.listDatasets({ ...query, pagination: ALL });
        expect(list.datasets).toStrictEqual(sorted(odd, orderBy));
        const first = { page: 0, perPage: 1 };
        const page = await storage.listDatasets({ ...query, pagination: first });
        expect(page.pagination).toStrictEqual({ ...first, total: odd.length, hasMore: true });
        if (page.nextCursor === undefined) continue;
        const { nextCursor: cursor } = page;
        const next = await storage.listDatasets({ ...query, pagination: first, cursor });
        expect(next.datasets).toStrictEqual(sorted(odd, orderBy).slice(1, 2));
      }
    });

    it.runIf(supports.ownIds)('breaks ties by ids of the caller', async () => {
      const storage = await open();
      const ids = ['b', '\u{1f600}', 'B', '\uffee', 'a'];
      for (const id of ids) await storage.createDataset({ id, name: 'same' });
      const orderBy = { field: 'name', direction: 'asc' } as const;
      const { datasets } = await storage.listDatasets({ pagination: ALL, orderBy });
      expect(datasets.map(({ id }) => id)).toStrictEqual(['B', 'a', 'b', '\uffee', '\u{1f600}']);
    });

    it.runIf(supports.cursors)('refuses a cursor of another order', async () => {
      const storage = await open();
      await makeDatasets(storage);
      const pagination = { page: 0, perPage: 2 };
      for (const given of [undefined, ...ORDERS]) {
        const { nextCursor } = await storage.listDatasets({ pagination, orderBy: given });
        const cursor = present(nextCursor);
        for (const orderBy of ORDERS) {
          const list = storage.listDatasets({ pagination, cursor, orderBy });
          const isSame = JSON.stringify(orderBy) === JSON.stringify(given ?? ORDERS[1]);
          if (isSame) {
            await list;
          } else {
            const { details } = await expectDatasetsError(list, 'INVALID_ARGUMENT');
            expect(details).toMatchObject({ path: 'cursor' });
          }
        }
      }
    });
  });
};
