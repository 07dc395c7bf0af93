import { join } from 'node:path';
import type { DatasetsStorage } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import fc from 'fast-check';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, test } from 'vitest';
import { copyFromMastra, copyToMastra, MastraDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { expectSame } from './same-datasets.js';
import { domainOf } from './stock-datasets.js';

const folder = temporaryFolder();

/** A change of a dataset in Mastra; numbers choose among the items that were added. */
type Change =
  | { readonly type: 'add'; readonly inputs: readonly unknown[] }
  | { readonly type: 'update' | 'delete' | 'purge'; readonly item: number; readonly input: unknown }
  | { readonly type: 'number' }
  /** Copies what there is so far. */
  | { readonly type: 'copy' };

const value = fc.jsonValue({ maxDepth: 2 }).filter((input) => input !== null);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('add'), inputs: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constantFrom('update', 'update', 'delete', 'purge'),
    item: fc.nat(),
    input: value,
  }),
  fc.record({ type: fc.constantFrom('number', 'copy') }),
);

/** Makes a change, where it makes sense. */
async function apply(domain: DatasetsStorage, ids: string[], change: Change): Promise<void> {
  const datasetId = 'random';
  if (change.type === 'add') {
    const items = change.inputs.map((input) => ({ input }));
    ids.push(...(await domain.batchInsertItems({ datasetId, items })).map(({ id }) => id));
  } else if (change.type === 'number') {
    // Mastra cannot change a dataset any more that has a version ahead of its own.
    const dataset = await domain.getDatasetById({ id: datasetId });
    await domain.createDatasetVersion(datasetId, (dataset?.version ?? 0) + 1);
  } else if (change.type !== 'copy') {
    const id = ids[change.item % Math.max(1, ids.length)];
    const item = id === undefined ? null : await domain.getItemById({ id });
    if (id === undefined || item === null) return;
    const isPurged = item.metadata?.['__purged'] === true;
    // Mastra's LibSQL store refuses to delete what was purged, and takes a second purge for a new one.
    if (isPurged) return;
    if (change.type === 'purge') await domain.purgeItem({ datasetId, id });
    else if (change.type === 'delete') await domain.deleteItem({ datasetId, id });
    else await domain.updateItem({ datasetId, id, input: change.input });
  }
}

test('any changes in Mastra are the same at every version of a copy, and of its way back', async () => {
  let count = 0;
  const changes = fc.array(change, { minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      count += 1;
      const open = (name: string) =>
        new LibSQLStore({ id: name, url: `file:${join(folder, `${name}-${count}.db`)}` });
      const [store, back] = [open('stock'), open('back')];
      await store.init();
      const domain = domainOf(store);
      await domain.createDataset({ id: 'random', name: 'Random' });
      const target = new DatasetsInMemory();
      const ids: string[] = [];
      for (const one of list.filter(({ type }) => type !== 'number')) {
        await apply(domain, ids, one);
        if (one.type === 'copy') await copyFromMastra(store, target);
      }
      if (list.some(({ type }) => type === 'number')) await apply(domain, ids, { type: 'number' });
      await copyFromMastra(store, target);
      await expectSame(domain, new MastraDatasets(target));
      await copyToMastra(target, back);
      await expectSame(domain, domainOf(back));
      const { problems } = await target.verify({ datasetId: 'random' });
      expect(problems).toEqual([]);
      await Promise.all([store.close(), back.close()]);
    }),
    { numRuns: 15 },
  );
});
