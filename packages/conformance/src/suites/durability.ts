import { describe, expect, it } from 'vitest';
import type { SuiteContext } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, currentVersion, expectSnapshot, makeDataset, present } from '../fixtures.js';

type Reopen = NonNullable<SuiteContext['reopen']>;

export function durabilitySuite({ open, closes }: SuiteContext, reopen: Reopen): void {
  describe('durability', () => {
    it('keeps datasets, items and every version over a restart', async () => {
      const first = await open();
      const { dataset, datasetId, items } = await makeDataset(first, ['a', '\ud800', null]);
      const [oldest, middle, newest] = [at(items, 0), at(items, 1), at(items, 2)];
      const updated = await first.updateItem({ id: oldest.id, datasetId, expectedOutput: null });
      await first.deleteItem({ id: middle.id, datasetId });
      const renamed = await first.updateDataset({ id: datasetId, metadata: { a: [null] } });

      const second = await reopen(first);
      expect(await second.getDatasetById({ id: datasetId })).toStrictEqual(renamed);
      await expectSnapshot(second, datasetId, dataset.version, []);
      await expectSnapshot(second, datasetId, newest.version, [newest, middle, oldest]);
      await expectSnapshot(second, datasetId, updated.version, [newest, middle, updated]);
      await expectSnapshot(second, datasetId, renamed.version, [newest, updated]);
    });

    it('goes on with later versions and ids after a restart', async () => {
      const first = await open();
      const { datasetId, items } = await makeDataset(first, ['a', 'b']);
      const version = await currentVersion(first, datasetId);
      const second = await reopen(first);
      const added = await second.addItem({ datasetId, input: 'c' });
      expect(added.version.getTime()).toBeGreaterThan(version.getTime());
      await expectSnapshot(second, datasetId, version, items.toReversed());
      await expectSnapshot(second, datasetId, added.version, [added, ...items.toReversed()]);
    });

    it('keeps what a burst of writers was told', async () => {
      const first = await open();
      const { datasetId } = await makeDataset(first);
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, input) => first.addItem({ datasetId, input })),
      );
      const second = await reopen(first);
      for (const item of added) {
        expect(present(await second.getItemById({ id: item.id }))).toStrictEqual(item);
      }
    });

    if (closes)
      it('leaves the storage that was closed for the restart closed', async () => {
        const first = await open();
        const { datasetId } = await makeDataset(first);
        await reopen(first);
        await expectDatasetsError(first.getDatasetById({ id: datasetId }), 'CLOSED');
      });
  });
}
