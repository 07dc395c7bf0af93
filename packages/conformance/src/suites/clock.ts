import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { currentVersion, expectSnapshot, makeDataset, shifted } from '../fixtures.js';
import { ManualClock } from '../manual-clock.js';

const START = Date.UTC(2024, 1, 29, 12);

export const clockSuite: Suite = ({ open }) => {
  describe('clock', () => {
    it('takes versions from the clock', async () => {
      const clock = new ManualClock({ now: START });
      const storage = await open(clock);
      const { dataset, datasetId } = await makeDataset(storage);
      expect(dataset.version).toStrictEqual(new Date(START));
      clock.advance(5_000);
      const item = await storage.addItem({ datasetId, input: 1 });
      expect(item.version).toStrictEqual(new Date(START + 5_000));
      clock.advance(1_000);
      const updated = await storage.updateDataset({ id: datasetId, name: 'new' });
      expect(updated.updatedAt).toStrictEqual(new Date(START + 6_000));
      expect(updated.version).toStrictEqual(item.version);
    });

    it('makes versions increase, and waits for each, where the clock stands still', async () => {
      const clock = new ManualClock({ now: START, frozen: true });
      const storage = await open(clock);
      const { datasetId } = await makeDataset(storage);
      const added = await storage.addItem({ datasetId, input: 1 });
      const { id } = added;
      const updated = await storage.updateItem({ id, datasetId, input: 2 });
      await storage.deleteItem({ id, datasetId });
      const deleted = await currentVersion(storage, datasetId);
      expect([added.version, updated.version, deleted].map(Number)).toStrictEqual([
        START + 1,
        START + 2,
        START + 3,
      ]);
      expect(clock.waits).toEqual(expect.arrayContaining([START + 1, START + 2, START + 3]));
      await expectSnapshot(storage, datasetId, added.version, [added]);
      await expectSnapshot(storage, datasetId, updated.version, [updated]);
      await expectSnapshot(storage, datasetId, deleted, []);
    });

    it('resolves a mutation only when the clock has reached its version', async () => {
      const clock = new ManualClock({ now: START });
      const storage = await open(clock);
      const { datasetId } = await makeDataset(storage);
      for (let round = 0; round < 3; round += 1) {
        const { id, version } = await storage.addItem({ datasetId, input: 1 });
        expect(clock.now()).toBeGreaterThanOrEqual(version.getTime());
        const updated = await storage.updateItem({ id, datasetId, input: 2 });
        expect(clock.now()).toBeGreaterThanOrEqual(updated.version.getTime());
        await storage.deleteItem({ id, datasetId });
        const deleted = await currentVersion(storage, datasetId);
        expect(clock.now()).toBeGreaterThanOrEqual(deleted.getTime());
      }
    });

    it('goes on from the previous version where the clock was set back', async () => {
      const clock = new ManualClock({ now: START });
      const storage = await open(clock);
      const { dataset, datasetId, items } = await makeDataset(storage, ['a']);
      clock.advance(-3_600_000);
      const item = await storage.addItem({ datasetId, input: 'b' });
      expect(item.version).toStrictEqual(shifted(dataset.version, 2));
      const updated = await storage.updateDataset({ id: datasetId, name: 'new' });
      expect(updated.updatedAt.getTime()).toBeGreaterThan(dataset.updatedAt.getTime());
      await expectSnapshot(storage, datasetId, item.version, [item, ...items]);
      await expectSnapshot(storage, datasetId, dataset.version, []);
    });

    it('makes one dataset no later because of another', async () => {
      const clock = new ManualClock({ now: START, frozen: true });
      const storage = await open(clock);
      await makeDataset(storage, ['a', 'b', 'c']);
      const other = await makeDataset(storage, ['d']);
      expect(other.items.map(({ version }) => version.getTime())).toStrictEqual([START + 1]);
    });
  });
};
