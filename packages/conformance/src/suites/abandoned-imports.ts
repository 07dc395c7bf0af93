import type { NewDatasetItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { currentItems, makeDataset } from '../fixtures.js';
import { ManualClock } from '../manual-clock.js';

const MINUTE_MS = 60_000;

/** Stages items, then waits for leave to end. */
function pausing(count: number) {
  let resume: () => void = () => undefined;
  let tellPaused: () => void = () => undefined;
  const leave = new Promise<void>((resolve) => (resume = resolve));
  const paused = new Promise<void>((resolve) => (tellPaused = resolve));
  const items = (async function* (): AsyncGenerator<NewDatasetItem, void, undefined> {
    for (let input = 0; input < count; input += 1) yield { input };
    tellPaused();
    await leave;
  })();
  return { items, paused, resume };
}

export const abandonedImportsSuite: Suite = ({ open }) => {
  describe('imports that pause', () => {
    it.each([
      { minutes: 9, outcome: 'whole' },
      { minutes: 11, outcome: 'refused' },
    ])('for $minutes minutes while another begins are $outcome', async ({ minutes, outcome }) => {
      const clock = new ManualClock();
      const storage = await open(clock);
      const { datasetId } = await makeDataset(storage);
      const { items, paused, resume } = pausing(1_500);
      const slow = storage.importItems({ datasetId, items });
      const settled = slow.then(
        () => undefined,
        () => undefined,
      );
      await paused;
      clock.advance(minutes * MINUTE_MS);
      await storage.importItems({ datasetId, items: [{ input: 'other' }] });
      resume();
      await settled;
      if (outcome === 'whole') expect(await slow).toMatchObject({ added: 1_500 });
      else await expectDatasetsError(() => slow, 'STORAGE_BUSY');
      const expected = outcome === 'whole' ? 1_501 : 1;
      expect(await currentItems(storage, datasetId)).toHaveLength(expected);
    });

    it('again and again, as when items are made one by one, are whole', async () => {
      const clock = new ManualClock();
      const storage = await open(clock);
      const { datasetId } = await makeDataset(storage);
      const items = (async function* (): AsyncGenerator<NewDatasetItem, void, undefined> {
        for (let input = 0; input < 8; input += 1) {
          yield { input };
          clock.advance(4 * MINUTE_MS);
          await storage.importItems({ datasetId, items: [{ input: 'other' }] });
        }
      })();
      expect(await storage.importItems({ datasetId, items })).toMatchObject({ added: 8 });
      expect(await currentItems(storage, datasetId)).toHaveLength(16);
    });
  });
};
