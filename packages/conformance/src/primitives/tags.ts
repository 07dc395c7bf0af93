import type { DatasetsPrimitives } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { check, type PrimitivesTopic } from './check.js';
import {
  END,
  NO_NOTES,
  START,
  apply,
  datasetRecord,
  expectRefused,
  expectUnchanged,
  itemInsert,
  plain,
  storeDataset,
} from './fixtures.js';

/** Makes a dataset with the versions 0, 10 and 20 after the start, the first of them tagged. */
async function storeVersions(primitives: DatasetsPrimitives) {
  const { datasetId } = await storeDataset(primitives);
  for (const offset of [10, 20]) {
    const changes = { now: () => START + offset, inserts: [itemInsert(datasetId)] };
    await apply(primitives, datasetId, changes);
  }
  const put = (
    version: number,
    { tag = 'tag', createdAt = 1_000, move = false, upTo = null as number | null } = {},
  ) => {
    const names = { datasetId, tag, version: START + version };
    return primitives.putTag({ ...names, createdAt: START + createdAt }, move, upTo);
  };
  const find = async () =>
    (await primitives.findTags(datasetId)).map(({ tag, version, number, createdAt }) => {
      return [tag, version - START, number, createdAt - START];
    });
  await put(0);
  return { datasetId, put, find };
}

export const tagChecks: PrimitivesTopic = {
  topic: 'tags',
  checks: [
    check('putTag stores a tag with its time, and findTags its number', async (primitives) => {
      const { datasetId, put, find } = await storeVersions(primitives);
      await put(20, { tag: 'Tag "2"', createdAt: 2_000 });
      expect((await find()).sort()).toEqual([
        ['Tag "2"', 20, 2, 2_000],
        ['tag', 0, 0, 1_000],
      ]);
      const [one] = await primitives.findTags((await storeVersions(primitives)).datasetId);
      expect(one === undefined ? null : plain(one)).toMatchObject({ tag: 'tag', number: 0 });
      expect(await primitives.findTags(datasetRecord().id)).toEqual([]);
      expect(await primitives.findTags(datasetId)).toHaveLength(2);
    }),

    check('putTag leaves a tag alone that names the commit already', async (primitives) => {
      const { datasetId, put } = await storeVersions(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        expect(await put(0, { createdAt: 2_000 })).toEqual({ createdAt: START + 1_000 });
        const moved = await put(0, { createdAt: 2_000, move: true });
        expect(moved).toEqual({ createdAt: START + 1_000 });
      });
    }),

    check('putTag refuses to move a tag, unless told so', async (primitives) => {
      const { datasetId, put, find } = await storeVersions(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        expectRefused(await put(10, { createdAt: 2_000 }), 'tag');
      });
      const moved = await put(10, { createdAt: 2_000, move: true });
      expect(moved).toEqual({ createdAt: START + 2_000 });
      expect(await find()).toEqual([['tag', 10, 1, 2_000]]);
    }),

    check('putTag refuses a commit that is not there', async (primitives) => {
      const { datasetId, put } = await storeVersions(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        expectRefused(await put(5, { tag: 'new' }), 'commit');
        expectRefused(await put(5, { move: true }), 'commit');
        expectRefused(await put(30, { tag: 'new' }), 'commit');
      });
      const unknown = { datasetId: datasetRecord().id, tag: 'new', version: START };
      const answer = await primitives.putTag({ ...unknown, createdAt: START }, false, null);
      expectRefused(answer, 'commit');
    }),

    check('putTag refuses a commit that is not the newest up to `upTo`', async (primitives) => {
      const { datasetId, put, find } = await storeVersions(primitives);
      await expectUnchanged(primitives, datasetId, async () => {
        for (const upTo of [START + 10, START + 15, END]) {
          expectRefused(await put(0, { tag: 'new', upTo }), 'newest');
        }
        expectRefused(await put(10, { move: true, upTo: START + 20 }), 'newest');
      });
      await put(0, { tag: 'first', upTo: START + 9 });
      await put(20, { tag: 'last', upTo: END });
      expect((await find()).map(([tag]) => tag).sort()).toEqual(['first', 'last', 'tag']);
    }),

    check('deleteTag deletes one tag of one dataset, and tells of it', async (primitives) => {
      const { datasetId, put, find } = await storeVersions(primitives);
      const other = await storeVersions(primitives);
      await put(0, { tag: 'second' });
      expect(await primitives.deleteTag(datasetId, 'tag')).toBe(true);
      expect(await primitives.deleteTag(datasetId, 'tag')).toBe(false);
      expect((await find()).map(([tag]) => tag)).toEqual(['second']);
      expect(await other.find()).toHaveLength(1);
      expect(await primitives.findCommit(datasetId, { type: 'tag', tag: 'tag' })).toBeNull();
    }),

    check('putTag leaves nothing behind of a dataset that comes and goes', async (primitives) => {
      const record = datasetRecord();
      const tag = { datasetId: record.id, tag: 'tag', version: START, createdAt: START };
      const insert = () => primitives.insertDataset(record, [], NO_NOTES);
      for (let round = 0; round < 20; round += 1) {
        const put = () => primitives.putTag(tag, false, null);
        const drop = () => primitives.deleteDataset(record.id);
        const calls = [insert, put, drop, put, insert, put, drop];
        await Promise.all(calls.slice(round % 3).map((call) => call()));
        await drop();
        await insert();
        expect(await primitives.findTags(record.id)).toEqual([]);
        await drop();
      }
    }),
  ],
};
