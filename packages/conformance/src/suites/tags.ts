import { LIMITS } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { UNKNOWN_ID, at, expectSnapshot, makeDataset, shifted } from '../fixtures.js';
import { ManualClock } from '../manual-clock.js';

export const tagsSuite: Suite = ({ open, supports }) => {
  describe('tags', () => {
    it('name a version wherever a version is taken', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const first = at(items, 0);
      const tag = await storage.tagVersion({ datasetId, version: first.version, tag: 'release' });
      const { createdAt } = tag;
      const named = { datasetId, tag: 'release', version: first.version, number: 1 };
      expect(tag).toStrictEqual({ ...named, createdAt });
      expect(createdAt).toBeInstanceOf(Date);
      await storage.updateItem({ id: first.id, datasetId, input: 'A' });
      await expectSnapshot(storage, datasetId, 'release', [first]);
      expect(await storage.getItemById({ id: first.id, version: 'release' })).toStrictEqual(first);
      expect(await storage.getItemById({ id: at(items, 1).id, version: 'release' })).toBeNull();
      expect(await storage.listTags({ datasetId })).toStrictEqual([tag]);
    });

    it('name the newest commit at or before a date', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a', 'b']);
      const [first, second] = [at(items, 0), at(items, 1)];
      const cases = [
        { tag: 'created', version: dataset.version, expected: dataset.version, number: 0 },
        {
          tag: 'between',
          version: shifted(second.version, -1),
          expected: first.version,
          number: 1,
        },
        {
          tag: 'future',
          version: shifted(second.version, 1e6),
          expected: second.version,
          number: 2,
        },
      ];
      for (const { tag, version, expected, number } of cases) {
        expect(await storage.tagVersion({ datasetId, version, tag })).toMatchObject({
          version: expected,
          number,
        });
      }
      const version = shifted(dataset.createdAt, -1);
      await expectDatasetsError(
        storage.tagVersion({ datasetId, version, tag: 'early' }),
        'VERSION_NOT_FOUND',
      );
    });

    it('stay with their version while others write', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      await storage.tagVersion({ datasetId, version: new Date(), tag: 'now' });
      await storage.addItem({ datasetId, input: 'b' });
      await expectSnapshot(storage, datasetId, 'now', items);
    });

    if (supports.clock) {
      it('keep their time when they are given to their version again', async () => {
        const clock = new ManualClock();
        const storage = await open(clock);
        const { datasetId } = await makeDataset(storage, ['a']);
        const tag = await storage.tagVersion({ datasetId, version: 1, tag: 'release' });
        for (const move of [false, true]) {
          clock.advance(1_000);
          const again = { datasetId, version: 1, tag: 'release', move };
          expect(await storage.tagVersion(again)).toStrictEqual(tag);
          expect(await storage.listTags({ datasetId })).toStrictEqual([tag]);
        }
        clock.advance(1_000);
        const moved = { datasetId, version: 0, tag: 'release', move: true };
        const { createdAt } = await storage.tagVersion(moved);
        expect(createdAt).toStrictEqual(new Date(clock.now()));
      });
    }

    it('move only when told so', async () => {
      const storage = await open();
      const { dataset, datasetId, items } = await makeDataset(storage, ['a']);
      const current = dataset.version;
      await storage.tagVersion({ datasetId, version: current, tag: 'release' });
      const { version } = at(items, 0);
      for (const move of [undefined, false]) {
        const error = await expectDatasetsError(
          storage.tagVersion({ datasetId, version, tag: 'release', move }),
          'VERSION_CONFLICT',
        );
        expect(error.details).toMatchObject({ tag: 'release', current });
        await expectSnapshot(storage, datasetId, 'release', []);
      }
      const same = await storage.tagVersion({ datasetId, version: current, tag: 'release' });
      expect(same).toMatchObject({ version: current, number: 0 });
      const moved = await storage.tagVersion({ datasetId, version, tag: 'release', move: true });
      expect(moved).toMatchObject({ version, number: 1 });
      await expectSnapshot(storage, datasetId, 'release', items);
      expect(await storage.listTags({ datasetId })).toStrictEqual([moved]);
    });

    it('are listed by code units, and kept exactly', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const tags = [
        'b',
        'a',
        'B',
        '\u00e9',
        'e\u0301',
        '1',
        '10',
        '2',
        ' ',
        '%',
        '\u{1f30d}',
        '\uffff',
      ];
      tags.push('x'.repeat(LIMITS.tagLength));
      for (const tag of tags) await storage.tagVersion({ datasetId, version: new Date(), tag });
      const listed = (await storage.listTags({ datasetId })).map(({ tag }) => tag);
      expect(listed).toStrictEqual(tags.toSorted());
    });

    it('are removed by name', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage, ['a']);
      await storage.tagVersion({ datasetId, version: new Date(), tag: 'one' });
      await storage.tagVersion({ datasetId, version: new Date(), tag: 'two' });
      await storage.untagVersion({ datasetId, tag: 'one' });
      const listed = await storage.listTags({ datasetId });
      expect(listed.map(({ tag }) => tag)).toStrictEqual(['two']);
      const error = await expectDatasetsError(
        storage.untagVersion({ datasetId, tag: 'one' }),
        'VERSION_NOT_FOUND',
      );
      expect(error.details).toMatchObject({ datasetId, version: 'one' });
      await expectDatasetsError(
        storage.getItemsByVersion({ datasetId, version: 'one' }),
        'VERSION_NOT_FOUND',
      );
    });

    it('that do not exist are no version', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const version = 'none';
      const pagination = { page: 0, perPage: 1 };
      for (const work of [
        () => storage.getItemsByVersion({ datasetId, version }),
        () => storage.listItems({ datasetId, version, pagination }),
        () => storage.getItemById({ id: at(items, 0).id, version }),
        () => storage.tagVersion({ datasetId, version, tag: 'other' }),
      ]) {
        const error = await expectDatasetsError(work, 'VERSION_NOT_FOUND');
        expect(error.details).toMatchObject({ datasetId, version });
      }
    });

    it('that look like a time and do not exist are told to need a Date', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const times = [new Date().toISOString(), '2024-05-01', '2024-05-01T10:00:00+02:00'];
      for (const version of times) {
        const work = storage.getItemsByVersion({ datasetId, version });
        const { message } = await expectDatasetsError(work, 'VERSION_NOT_FOUND');
        expect(message).toContain(`new Date("${version}")`);
        // Such a name may be a tag all the same.
        await storage.tagVersion({ datasetId, version: new Date(), tag: version });
        await expectSnapshot(storage, datasetId, version, items);
      }
    });

    it('belong to one dataset', async () => {
      const storage = await open();
      const [one, two] = [await makeDataset(storage, ['a']), await makeDataset(storage, ['b'])];
      for (const { datasetId } of [one, two]) {
        await storage.tagVersion({ datasetId, version: new Date(), tag: 'same' });
      }
      await expectSnapshot(storage, one.datasetId, 'same', one.items);
      await expectSnapshot(storage, two.datasetId, 'same', two.items);
      await storage.deleteDataset({ id: one.datasetId });
      expect(await storage.listTags({ datasetId: one.datasetId })).toStrictEqual([]);
      expect(await storage.listTags({ datasetId: two.datasetId })).toHaveLength(1);
    });

    it('of an unknown dataset cannot be', async () => {
      const storage = await open();
      const target = { datasetId: UNKNOWN_ID, tag: 'release' };
      expect(await storage.listTags({ datasetId: UNKNOWN_ID })).toStrictEqual([]);
      await expectSnapshot(storage, UNKNOWN_ID, 'release', []);
      const tagging = storage.tagVersion({ ...target, version: new Date() });
      await expectDatasetsError(tagging, 'DATASET_NOT_FOUND');
      await expectDatasetsError(storage.untagVersion(target), 'DATASET_NOT_FOUND');
    });

    if (supports.history) {
      it('show in the version list', async () => {
        const storage = await open();
        const { datasetId } = await makeDataset(storage, ['a']);
        for (const tag of ['b', 'a', 'C']) {
          await storage.tagVersion({ datasetId, version: 1, tag });
        }
        await storage.tagVersion({ datasetId, version: 0, tag: 'start' });
        const pagination = { page: 0, perPage: 10 };
        const { versions } = await storage.listVersions({ datasetId, pagination });
        expect(versions.map(({ tags }) => tags)).toStrictEqual([['C', 'a', 'b'], ['start']]);
        const [newest, creation] = versions;
        expect(await storage.getVersion({ datasetId, version: 'a' })).toStrictEqual(newest);
        expect(await storage.getVersion({ datasetId, version: 'start' })).toStrictEqual(creation);
        const unknown = storage.getVersion({ datasetId, version: 'A' });
        await expectDatasetsError(unknown, 'VERSION_NOT_FOUND');
      });
    }
  });
};
