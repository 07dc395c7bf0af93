import { describe, expect, it } from 'vitest';
import { digestOf } from '../canonical.js';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  UNKNOWN_ID,
  at,
  currentItems,
  currentVersion,
  makeDataset,
  parseObject,
} from '../fixtures.js';

export const digestSuite: Suite = ({ open, supports }) => {
  describe('digest', () => {
    it('equals an independent computation by the documented recipe', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const contents = [
        { input: 'a' },
        { input: 'a' },
        { input: { z: 1, a: [1e21, -1.5, 1e-7, 0.1, 333333333.3333333] } },
        { input: null, expectedOutput: null },
        { input: '\ud800 \u0000 é \u2028', expectedOutput: false, context: {} },
        { input: parseObject('{"__proto__":{"b":1},"\u20ac":2,"\u{1f600}":3,"\ufb33":4,"\\r":5}') },
      ];
      for (const content of contents) await storage.addItem({ datasetId, ...content });
      const digest = await storage.snapshotDigest({ datasetId });
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(digest).toBe(digestOf(contents));
    });

    it('of an empty version is the SHA-256 of nothing', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      expect(await storage.snapshotDigest({ datasetId })).toBe(
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      );
    });

    it('does not depend on ids, dates, order of items and order of keys', async () => {
      const storage = await open();
      const one = await makeDataset(storage, [{ a: 1, b: { c: 2, d: 3 } }, 'x']);
      const two = await makeDataset(storage, ['y', { b: { d: 3, c: 2 }, a: 1 }]);
      await storage.updateItem({ id: at(two.items, 0).id, datasetId: two.datasetId, input: 'x' });
      const [first, second] = [
        await storage.snapshotDigest({ datasetId: one.datasetId }),
        await storage.snapshotDigest({ datasetId: two.datasetId }),
      ];
      expect(second).toBe(first);
    });

    it('tells versions apart by any difference of their cases', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const { id } = at(items, 0);
      const digests = [await storage.snapshotDigest({ datasetId })];
      const note = async () => digests.push(await storage.snapshotDigest({ datasetId }));
      await storage.updateItem({ id, datasetId, expectedOutput: null });
      await note();
      await storage.updateItem({ id, datasetId, context: {} });
      await note();
      await storage.updateItem({ id, datasetId, input: ['a'] });
      await note();
      const double = await storage.addItem({ datasetId, input: 'b' });
      await note();
      expect(new Set(digests).size).toBe(5);
      await storage.deleteItem({ id: double.id, datasetId });
      expect(await storage.snapshotDigest({ datasetId })).toBe(digests[3]);
    });

    it('takes any version, and never changes', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const version = await currentVersion(storage, datasetId);
      const digest = await storage.snapshotDigest({ datasetId });
      await storage.deleteItem({ id: at(items, 0).id, datasetId });
      await storage.updateItem({ id: at(items, 1).id, datasetId, input: 'B' });
      expect(await storage.snapshotDigest({ datasetId, version })).toBe(digest);
      expect(digest).toBe(digestOf(items));
      const newest = await storage.snapshotDigest({ datasetId });
      expect(newest).toBe(digestOf(await currentItems(storage, datasetId)));
      const start = await storage.snapshotDigest({ datasetId, version: dataset.version });
      expect(start).toBe(digestOf([]));
    });

    it('of an unknown dataset or version is refused', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      const lost = storage.snapshotDigest({ datasetId: UNKNOWN_ID });
      await expectDatasetsError(lost, 'DATASET_NOT_FOUND');
      const dated = storage.snapshotDigest({ datasetId: UNKNOWN_ID, version: new Date() });
      await expectDatasetsError(dated, 'DATASET_NOT_FOUND');
      for (const version of [...(supports.history ? [9] : []), ...(supports.tags ? ['no'] : [])]) {
        const work = storage.snapshotDigest({ datasetId, version });
        await expectDatasetsError(work, 'VERSION_NOT_FOUND');
      }
    });
  });
};
