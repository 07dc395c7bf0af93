import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import {
  at,
  collect,
  currentItems,
  currentVersion,
  expectSnapshot,
  makeDataset,
  present,
} from '../fixtures.js';

const FIELDS = {
  splits: ['hard', 'train'],
  source: { type: 'trace', traceId: 'a', url: 'https://example.com/?q=1' },
  attributes: { scorerIds: [], toolMocks: [{ tool: 'search', result: null }] },
};

export const itemFieldsSuite: Suite = ({ open, supports }) => {
  describe('splits, source and attributes of items', () => {
    it('come back as they were given', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['plain']);
      for (const field of Object.keys(FIELDS)) expect(at(items, 0)).not.toHaveProperty(field);
      const item = await storage.addItem({ datasetId, input: 1, ...FIELDS });
      expect(item).toMatchObject(FIELDS);
      await expectSnapshot(storage, datasetId, new Date(), [item, at(items, 0)]);
      expect(await storage.getItemById({ id: item.id })).toStrictEqual(item);
    });

    it('take splits for a set, kept sorted by code units, absent when empty', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const splits = ['b', 'a', 'B', 'b', '\u{1f600}', '\ue000', 'ä', 'a;b'];
      const item = await storage.addItem({ datasetId, input: 1, splits });
      expect(item.splits).toStrictEqual(['B', 'a', 'a;b', 'b', 'ä', '\u{1f600}', '\ue000']);
      const none = await storage.addItem({ datasetId, input: 2, splits: [] });
      expect(none).not.toHaveProperty('splits');
      const many = Array.from({ length: 100 }, (_, index) => `split ${index}`);
      const full = await storage.addItem({ datasetId, input: 3, splits: [...many, ...many] });
      expect(full.splits).toHaveLength(100);
      for (const refused of [[...many, 'one more'], [''], ['x'.repeat(256)], [1], 'text', {}]) {
        const work = () => storage.addItem({ datasetId, input: 1, splits: refused as string[] });
        const error = await expectDatasetsError(work, 'INVALID_ARGUMENT');
        expect(error.details['path']).toMatch(/^splits/);
      }
    });

    it.each(['splits', 'source', 'attributes'] as const)(
      'survive updates of other fields; null clears %s',
      async (field) => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const first = await storage.addItem({ datasetId, input: 1, ...FIELDS });
        const { id } = first;
        const second = await storage.updateItem({ datasetId, id, input: 2 });
        expect(second).toMatchObject({ input: 2, ...FIELDS });
        const third = await storage.updateItem({ datasetId, id, [field]: null });
        const kept = Object.entries(FIELDS).filter(([name]) => name !== field);
        expect(third).toMatchObject({ input: 2, ...Object.fromEntries(kept) });
        expect(third).not.toHaveProperty(field);
        const fourth = await storage.updateItem({ datasetId, id, [field]: FIELDS[field] });
        expect(fourth).toMatchObject(FIELDS);
        await expectSnapshot(storage, datasetId, first.version, [first]);
        await expectSnapshot(storage, datasetId, second.version, [second]);
        await expectSnapshot(storage, datasetId, third.version, [third]);
        await expectSnapshot(storage, datasetId, fourth.version, [fourth]);
      },
    );

    it('refuse what is no object', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      for (const field of ['source', 'attributes']) {
        for (const value of ['text', 1, [], true]) {
          const work = () => storage.addItem({ datasetId, input: 1, [field]: value });
          const error = await expectDatasetsError(work, 'INVALID_ARGUMENT');
          expect(error.details['path']).toBe(field);
        }
      }
      expect(await currentItems(storage, datasetId)).toStrictEqual([]);
    });

    if (supports.iteration) {
      it('come with iterations', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const item = await storage.addItem({ datasetId, input: 1, ...FIELDS });
        expect(await collect(storage.iterateItems({ datasetId }))).toStrictEqual([item]);
      });
    }

    if (supports.restore) {
      it('are restored', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const first = await storage.addItem({ datasetId, input: 1, ...FIELDS });
        const cleared = { splits: null, source: null, attributes: null };
        await storage.updateItem({ datasetId, id: first.id, ...cleared });
        await storage.restoreVersion({ datasetId, version: first.version });
        expect(await currentItems(storage, datasetId)).toMatchObject([FIELDS]);
      });
    }

    if (supports.fork) {
      it('are forked', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        await storage.addItem({ datasetId, input: 1, ...FIELDS });
        const fork = await storage.forkDataset({ datasetId, name: 'fork' });
        expect(await currentItems(storage, fork.id)).toMatchObject([FIELDS]);
      });
    }

    if (supports.imports) {
      it('are imported, and compared by updates of an import', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const item = { externalId: 'a', input: 1, ...FIELDS };
        await storage.importItems({ datasetId, items: [item] });
        expect(await currentItems(storage, datasetId)).toMatchObject([item]);
        const again = { datasetId, onConflict: 'update' as const };
        const same = { ...item, splits: ['train', 'hard'] };
        expect(await storage.importItems({ ...again, items: [same] })).toMatchObject({
          updated: 0,
          unchanged: 1,
        });
        const differing = { ...item, source: { type: 'import' } };
        expect(await storage.importItems({ ...again, items: [differing] })).toMatchObject({
          updated: 1,
        });
        expect(await currentItems(storage, datasetId)).toMatchObject([differing]);
      });
    }

    if (supports.purge) {
      it('are purged', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const { id, version } = await storage.addItem({ datasetId, input: 1, ...FIELDS });
        await storage.purgeItem({ datasetId, id });
        const mark = present(await storage.getItemById({ id, version }));
        for (const field of Object.keys(FIELDS)) expect(mark).not.toHaveProperty(field);
      });
    }

    if (supports.diff && supports.digest) {
      it('make a difference, except for the source', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage);
        const { id, version: from } = await storage.addItem({ datasetId, input: 1, ...FIELDS });
        const digest = await storage.snapshotDigest({ datasetId });
        await storage.updateItem({ datasetId, id, source: null });
        const same = await storage.diffVersions({
          datasetId,
          from,
          to: await currentVersion(storage, datasetId),
        });
        expect(await collect(same)).toStrictEqual([]);
        expect(await storage.snapshotDigest({ datasetId })).toBe(digest);
        for (const change of [{ splits: ['other'] }, { splits: null }, { attributes: {} }]) {
          await storage.updateItem({ datasetId, id, ...FIELDS });
          await storage.updateItem({ datasetId, id, ...change });
          const to = await currentVersion(storage, datasetId);
          const diff = await storage.diffVersions({ datasetId, from, to });
          expect(await collect(diff)).toHaveLength(1);
          expect(await storage.snapshotDigest({ datasetId })).not.toBe(digest);
        }
      });
    }
  });
};
