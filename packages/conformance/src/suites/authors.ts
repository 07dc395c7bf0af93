import type { DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { allVersions, at, makeDataset, present } from '../fixtures.js';

const NOTES = { author: 'Ann \u{1f30d}', message: 'why\n"quoted"' };

async function newestNotes(storage: DatasetsStorage, datasetId: string) {
  const { author, message } = at(await allVersions(storage, datasetId), 0);
  return { author, message };
}

export const authorsSuite: Suite = ({ open, supports }) => {
  describe('authors and messages', () => {
    it('are kept with the version of every mutation', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({ name: 'd', ...NOTES });
      expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      const { id } = await storage.addItem({ datasetId, input: 1, ...NOTES });
      expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      await storage.updateItem({ datasetId, id, input: 2 });
      const [newest] = await allVersions(storage, datasetId);
      expect(newest).not.toHaveProperty('author');
      expect(newest).not.toHaveProperty('message');
      await storage.updateItem({ datasetId, id, input: 3, ...NOTES });
      expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      await storage.deleteItem({ datasetId, id, ...NOTES });
      expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      if (supports.batches) {
        const [added] = await storage.addItems({ datasetId, items: [{ input: 1 }], ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
        const items = [{ id: present(added).id, input: 2 }];
        await storage.updateItems({ datasetId, items, ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
        await storage.deleteItems({ datasetId, ids: [present(added).id], ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
        const changes = [{ type: 'add', input: 1 }] as const;
        await storage.applyChanges({ datasetId, changes, ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      }
      if (supports.imports) {
        await storage.importItems({ datasetId, items: [{ input: 1 }], ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      }
      if (supports.restore) {
        const restored = await storage.restoreVersion({ datasetId, version: 0, ...NOTES });
        expect(restored).toMatchObject(NOTES);
      }
      if (supports.fork) {
        const fork = await storage.forkDataset({ datasetId, name: 'fork', ...NOTES });
        expect(await newestNotes(storage, fork.id)).toStrictEqual(NOTES);
      }
      if (supports.purge) {
        await storage.purgeItem({ datasetId, id, ...NOTES });
        expect(await newestNotes(storage, datasetId)).toStrictEqual(NOTES);
      }
    });

    it('that differ keep calls in flight together from sharing a version', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const notes = [{}, { author: 'ann' }, { author: 'bob' }, { author: 'ann', message: 'm' }];
      const added = await Promise.all(
        Array.from({ length: 40 }, (_, index) => {
          const given = at(notes, index % notes.length);
          return storage.addItem({ datasetId, input: index, ...given });
        }),
      );
      const versions = new Map(
        (await allVersions(storage, datasetId)).map(({ number, author, message }) => [
          number,
          {
            ...(author === undefined ? {} : { author }),
            ...(message === undefined ? {} : { message }),
          },
        ]),
      );
      for (const [index, { versionNumber = -1 }] of added.entries()) {
        expect(versions.get(versionNumber)).toStrictEqual(at(notes, index % notes.length));
      }
    });

    it('leave changes of one item in their order', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, [0]);
      const { id } = at(items, 0);
      const states = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          storage.updateItem({ datasetId, id, input: index, author: `${index % 3}` }),
        ),
      );
      expect(states.map(({ input }) => input)).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const numbers = states.map(({ versionNumber }) => versionNumber ?? -1);
      expect(numbers.toSorted((left, right) => left - right)).toStrictEqual(numbers);
      expect((await storage.getItemById({ id }))?.input).toBe(9);
    });
  });
};
