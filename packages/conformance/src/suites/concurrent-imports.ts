import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, currentItems, currentVersion, makeDataset } from '../fixtures.js';
import { expectSound, MANY, numbered, withLast } from '../import-fixtures.js';

export const concurrentImportsSuite: Suite = ({ open }) => {
  describe('imports', () => {
    it('meet what others write meanwhile', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['before']);
      const given = numbered(MANY);
      const interfere = async () => {
        await storage.addItem({ datasetId, input: 'rival', externalId: 'item 7' });
        await storage.deleteItem({ datasetId, id: at(items, 0).id });
      };
      const refused = () =>
        storage.importItems({ datasetId, items: withLast(given, interfere), onConflict: 'error' });
      const error = await expectDatasetsError(refused, 'ITEM_EXISTS');
      expect(error.details).toMatchObject({ externalId: 'item 7' });
      expect(await currentItems(storage, datasetId)).toHaveLength(1);

      const edit = async () => {
        const rival = await storage.getItemByExternalId({ datasetId, externalId: 'item 7' });
        await storage.updateItem({ datasetId, id: rival?.id ?? '', input: 'edited' });
      };
      const result = await storage.importItems({
        datasetId,
        items: withLast(given, edit),
        onConflict: 'update',
      });
      expect(result).toMatchObject({ added: MANY - 1, updated: 1, unchanged: 0 });
      const item = await storage.getItemByExternalId({ datasetId, externalId: 'item 7' });
      expect(item?.input).toStrictEqual({ index: 7 });
      await expectSound(storage, datasetId);
    });

    it('go on together, and beside other changes', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const imports = [0, 1, 2].map((round) =>
        storage.importItems({
          datasetId,
          items: Array.from({ length: 1_200 }, (_, index) => ({ input: [round, index] })),
        }),
      );
      const additions = Array.from({ length: 20 }, (_, input) =>
        storage.addItem({ datasetId, input }),
      );
      const results = await Promise.all(imports);
      await Promise.all(additions);
      expect(new Set(results.map(({ version }) => version.getTime())).size).toBe(3);
      expect(await currentItems(storage, datasetId)).toHaveLength(3_620);
      await expectSound(storage, datasetId);
    });

    it('stop when the dataset is deleted or its schemas change meanwhile', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const tighten = () =>
        storage.updateDataset({ id: datasetId, inputSchema: { type: 'object' } });
      const items = withLast(numbered(MANY), tighten);
      const error = await expectDatasetsError(
        () => storage.importItems({ datasetId, items }),
        'STORAGE_BUSY',
      );
      expect(error.retryable).toBe(true);
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);

      const remove = () => storage.deleteDataset({ id: datasetId });
      await expectDatasetsError(
        () => storage.importItems({ datasetId, items: withLast(numbered(MANY), remove) }),
        'DATASET_NOT_FOUND',
      );
    });

    it('happen only at the version expected', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const old = at(items, 0).version;
      let touched = false;
      const untouched = (function* () {
        touched = true;
        yield { input: 1 };
      })();
      const stale = { datasetId, items: untouched, expectedVersion: old };
      await expectDatasetsError(() => storage.importItems(stale), 'VERSION_CONFLICT');
      expect(touched).toBe(false);

      const interfere = () => storage.addItem({ datasetId, input: 'c' });
      const expectedVersion = 2;
      const overtaken = { items: withLast(numbered(3), interfere), datasetId, expectedVersion };
      const error = await expectDatasetsError(
        () => storage.importItems(overtaken),
        'VERSION_CONFLICT',
      );
      const current = await currentVersion(storage, datasetId);
      expect(error.details).toMatchObject({ current });
      await storage.importItems({ datasetId, items: numbered(3), expectedVersion: current });
      expect(await currentItems(storage, datasetId)).toHaveLength(6);
    });
  });
};
