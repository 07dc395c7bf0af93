import { expect } from 'vitest';
import type { Check } from '../contract.js';

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

export function listing(check: Check): void {
  check('filters narrow the list together', async ({ mastra }) => {
    const organizationId = 'listing';
    const make = (name: string, fields: object) =>
      mastra.datasets.create({ name, organizationId, ...fields });
    await make('Alpha one', { targetType: 'agent', targetIds: ['x', 'y'], projectId: 'p' });
    await make('Beta one', { targetType: 'workflow', targetIds: ['y'], candidateKey: 'key' });
    await make('Gamma two', { candidateKey: 'key', candidateId: 'id' });
    const list = async (filters: object) => {
      const { datasets } = await mastra.datasets.list({
        filters: { organizationId, ...filters },
        orderBy: { field: 'name', direction: 'ASC' },
      });
      return names(datasets);
    };
    expect(await list({})).toEqual(['Alpha one', 'Beta one', 'Gamma two']);
    expect(await list({ targetType: 'agent' })).toEqual(['Alpha one']);
    expect(await list({ targetIds: ['y'] })).toEqual(['Alpha one', 'Beta one']);
    expect(await list({ targetIds: ['x', 'z'] })).toEqual(['Alpha one']);
    expect(await list({ targetIds: ['x', 'y'] })).toEqual(['Alpha one', 'Beta one']);
    expect(await list({ targetIds: [] })).toHaveLength(3);
    expect(await list({ name: 'ONE' })).toEqual(['Alpha one', 'Beta one']);
    expect(await list({ name: 'one', targetIds: ['x', 'z'] })).toEqual(['Alpha one']);
    expect(await list({ candidateKey: 'key' })).toEqual(['Beta one', 'Gamma two']);
    expect(await list({ candidateKey: 'key', candidateId: 'id' })).toEqual(['Gamma two']);
    expect(await list({ projectId: 'p' })).toEqual(['Alpha one']);
    expect(await list({ projectId: 'other' })).toEqual([]);
  });

  check('wildcards in a name have no meaning', async ({ mastra }) => {
    const organizationId = 'wildcards';
    await mastra.datasets.create({ name: '100 %', organizationId });
    await mastra.datasets.create({ name: '100 percent', organizationId });
    const filters = { organizationId, name: '0 %' };
    expect(names((await mastra.datasets.list({ filters })).datasets)).toEqual(['100 %']);
  });

  check('pages are in the order asked for', async ({ mastra }) => {
    const organizationId = 'pages';
    for (const name of ['b', 'a', 'd', 'c', 'e']) {
      const dataset = await mastra.datasets.create({ name, organizationId });
      await new Promise((resolve) => setImmediate(resolve));
      if (name === 'a') await dataset.update({ description: 'changed' });
    }
    const filters = { organizationId };
    const list = async (request: object) => mastra.datasets.list({ filters, ...request });
    const ascending = { field: 'name', direction: 'ASC' } as const;
    const first = await list({ page: 0, perPage: 2, orderBy: ascending });
    expect(names(first.datasets)).toEqual(['a', 'b']);
    expect(first.pagination).toEqual({ page: 0, perPage: 2, total: 5, hasMore: true });
    const last = await list({ page: 2, perPage: 2, orderBy: ascending });
    expect(names(last.datasets)).toEqual(['e']);
    expect(last.pagination).toEqual({ page: 2, perPage: 2, total: 5, hasMore: false });
    const beyond = await list({ page: 3, perPage: 2 });
    expect(beyond.datasets).toEqual([]);
    expect(beyond.pagination).toMatchObject({ total: 5, hasMore: false });
    const descending = await list({ orderBy: { field: 'name', direction: 'DESC' } });
    expect(names(descending.datasets)).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  check('a list of any targets has pages, too', async ({ mastra }) => {
    const organizationId = 'targets';
    for (const name of ['a', 'b', 'c']) {
      await mastra.datasets.create({ name, organizationId, targetIds: [name, 'all'] });
    }
    const { datasets, pagination } = await mastra.datasets.list({
      page: 1,
      perPage: 2,
      filters: { organizationId, targetIds: ['all', 'a'] },
      orderBy: { field: 'name', direction: 'DESC' },
    });
    expect(names(datasets)).toEqual(['a']);
    expect(pagination).toEqual({ page: 1, perPage: 2, total: 3, hasMore: false });
  });

  check('all datasets at once, or none of them', async ({ domain }) => {
    const filters = { organizationId: 'all' };
    await domain.createDataset({ name: 'a', organizationId: 'all' });
    const all = await domain.listDatasets({ filters, pagination: { page: 0, perPage: false } });
    expect(all.pagination).toEqual({ page: 0, perPage: false, total: 1, hasMore: false });
    const none = await domain.listDatasets({ filters, pagination: { page: 0, perPage: 0 } });
    expect(none.datasets).toEqual([]);
    expect(none.pagination).toMatchObject({ total: 1, perPage: 0, hasMore: true });
  });

  check('a page that is none is refused', async ({ domain }) => {
    const list = (page: number, perPage: number) =>
      domain.listDatasets({ pagination: { page, perPage } });
    await expect(list(-1, 10)).rejects.toThrow(/page/);
    await expect(list(0, -1)).rejects.toThrow(/perPage/);
  });
}
