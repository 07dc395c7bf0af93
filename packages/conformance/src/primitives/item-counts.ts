import { expect } from 'vitest';
import { check, type PrimitivesTopic } from './check.js';
import {
  START,
  apply,
  datasetRecord,
  expectUnchanged,
  itemInsert,
  storeDataset,
} from './fixtures.js';

export const itemCountChecks: PrimitivesTopic = {
  topic: 'counts of items',
  checks: [
    check(
      'correctItemCounts adds to the count of a commit and of all later ones',
      async (primitives) => {
        const { datasetId } = await storeDataset(primitives);
        for (const offset of [10, 20, 30]) {
          const changes = { now: () => START + offset, inserts: [itemInsert(datasetId)] };
          await apply(primitives, datasetId, changes);
        }
        const correction = { datasetId, version: START + 20, found: 2, difference: -5 };
        expect(await primitives.correctItemCounts(correction)).toBe(true);
        const commits = await primitives.pageCommits(datasetId, { offset: 0, limit: null });
        expect(commits.map(({ itemCount }) => itemCount)).toEqual([-2, -3, 1, 0]);
        await expectUnchanged(primitives, datasetId, async () => {
          expect(await primitives.correctItemCounts(correction)).toBe(false);
          const elsewhere = { ...correction, version: START + 21, found: -3 };
          expect(await primitives.correctItemCounts(elsewhere)).toBe(false);
          const unknown = { ...correction, datasetId: datasetRecord().id };
          expect(await primitives.correctItemCounts(unknown)).toBe(false);
        });
      },
    ),
  ],
};
