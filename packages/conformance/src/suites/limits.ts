import { LIMITS } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { ALL, at, currentItems, expectSnapshot, makeDataset } from '../fixtures.js';

/** A text whose JSON has this many bytes. */
function textOfSize(bytes: number): string {
  return 'x'.repeat(bytes - 2);
}

export const limitsSuite: Suite = ({ open, supports }) => {
  describe('limits', () => {
    it('let the longest names through, and give them back', async () => {
      const storage = await open();
      const fields = {
        name: 'n'.repeat(LIMITS.nameLength),
        description: 'd'.repeat(LIMITS.descriptionLength),
      };
      const { id } = await storage.createDataset(fields);
      expect(await storage.getDatasetById({ id })).toMatchObject(fields);
    });

    it('let JSON of any depth up to the limit through, and nothing deeper', async () => {
      const storage = await open();
      const nest = (depth: number): unknown => (depth === 0 ? 1 : { in: [nest(depth - 2)] });
      const { datasetId, items } = await makeDataset(storage, [nest(LIMITS.jsonDepth)]);
      const item = at(items, 0);
      await expectSnapshot(storage, datasetId, item.version, [item]);
      const input = [nest(LIMITS.jsonDepth)];
      await expectDatasetsError(storage.addItem({ datasetId, input }), 'INVALID_ARGUMENT');
      expect(await currentItems(storage, datasetId)).toStrictEqual([item]);
    });

    it('let the largest item through, and nothing larger', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [textOfSize(LIMITS.itemSize)]);
      const item = at(items, 0);
      await expectSnapshot(storage, datasetId, item.version, [item]);
      const input = textOfSize(LIMITS.itemSize + 1);
      await expectDatasetsError(storage.addItem({ datasetId, input }), 'INVALID_ARGUMENT');
      const update = () => storage.updateItem({ datasetId, id: item.id, input });
      await expectDatasetsError(update, 'INVALID_ARGUMENT');
      expect(await currentItems(storage, datasetId)).toStrictEqual([item]);
    });

    if (supports.externalIds) {
      it('let the longest external ids through, and nothing longer', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const externalId = '€'.repeat(LIMITS.externalIdLength);
        const item = await storage.addItem({ datasetId, input: 1, externalId });
        expect(await storage.getItemByExternalId({ datasetId, externalId })).toStrictEqual(item);
        const longer = { datasetId, input: 1, externalId: `${externalId}€` };
        await expectDatasetsError(storage.addItem(longer), 'INVALID_ARGUMENT');
        expect(await currentItems(storage, datasetId)).toStrictEqual([item]);
      });
    }

    if (supports.tags) {
      it('let the longest tags through, and nothing longer', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const tag = '€'.repeat(LIMITS.tagLength);
        const made = await storage.tagVersion({ datasetId, version: 0, tag });
        const longer = { datasetId, version: 0, tag: `${tag}€` };
        await expectDatasetsError(storage.tagVersion(longer), 'INVALID_ARGUMENT');
        expect(await storage.listTags({ datasetId })).toStrictEqual([made]);
      });
    }

    if (!supports.batches) return;

    if (supports.history) {
      it('let the longest messages through, and nothing longer', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const message = '€'.repeat(LIMITS.messageLength);
        const items = [{ input: 1 }];
        await storage.addItems({ datasetId, items, message });
        const longer = { datasetId, items, message: `${message}€` };
        await expectDatasetsError(storage.addItems(longer), 'INVALID_ARGUMENT');
        const { versions } = await storage.listVersions({ datasetId, pagination: ALL });
        expect(versions).toMatchObject([{ number: 1, message }, { number: 0 }]);
      });
    }

    it('let no batch through with an item too large', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const items = [{ input: 1 }, { input: textOfSize(LIMITS.itemSize + 1) }];
      const call = () => storage.addItems({ datasetId, items });
      const error = await expectDatasetsError(call, 'INVALID_ARGUMENT');
      expect(error.details['path']).toBe('items[1]');
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
    });
  });
};
