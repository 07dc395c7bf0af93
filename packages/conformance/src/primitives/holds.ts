import { expect } from 'vitest';
import { check, type PrimitivesTopic } from './check.js';
import {
  commitRequest,
  expectRefused,
  expectUnchanged,
  itemInsert,
  START,
  storeDataset,
} from './fixtures.js';

export const holdChecks: PrimitivesTopic = {
  topic: 'holds',
  checks: [
    check('hold, where there is one, lets its work read and commit', async (primitives) => {
      if (primitives.hold === undefined) return;
      const { datasetId } = await storeDataset(primitives);
      const held = await primitives.hold(datasetId, async (inner) => {
        const newest = await inner.findCommit(datasetId, { type: 'newest' });
        const changes = { inserts: [itemInsert(datasetId)], isContended: true };
        return { newest, commit: await inner.commit(commitRequest(datasetId, changes)) };
      });
      expect(held.newest).toMatchObject({ number: 0 });
      expect(held.commit).toMatchObject({ version: START + 1, number: 1 });
      const newest = await primitives.findCommit(datasetId, { type: 'newest' });
      expect(newest).toMatchObject({ number: 1 });
    }),

    check('hold gives what its work was refused, and changes nothing', async (primitives) => {
      if (primitives.hold === undefined) return;
      const { datasetId } = await storeDataset(primitives);
      const hold = primitives.hold.bind(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        const changes = { inserts: [itemInsert(datasetId)], expectedVersion: START + 1 };
        const request = commitRequest(datasetId, { ...changes, isContended: true });
        expectRefused(await hold(datasetId, (inner) => inner.commit(request)), 'version');
      });
    }),

    check('hold lets its work go on after its write', async (primitives) => {
      if (primitives.hold === undefined) return;
      const { datasetId } = await storeDataset(primitives);
      await primitives.hold(datasetId, async (inner) => {
        const commit = (expectedVersion: number) => {
          const changes = { inserts: [itemInsert(datasetId)], expectedVersion, isContended: true };
          return inner.commit(commitRequest(datasetId, changes));
        };
        expectRefused(await commit(START + 1), 'version');
        expect(await inner.findDataset(datasetId)).toMatchObject({ version: START });
        expect(await commit(START)).toMatchObject({ number: 1 });
        const newest = await inner.findCommit(datasetId, { type: 'newest' });
        expect(newest).toMatchObject({ number: 1, itemCount: 1 });
      });
    }),

    check('hold fails with its work, and changes nothing', async (primitives) => {
      if (primitives.hold === undefined) return;
      const { datasetId } = await storeDataset(primitives);
      const hold = primitives.hold.bind(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        const failing = hold(datasetId, async (inner) => {
          await inner.findDataset(datasetId);
          throw new Error('The work has failed.');
        });
        await expect(failing).rejects.toThrow('The work has failed.');
      });
      const changes = { inserts: [itemInsert(datasetId)] };
      expect(await primitives.commit(commitRequest(datasetId, changes))).toMatchObject({
        number: 1,
      });
    }),
  ],
};
