import type { NewDatasetItem } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { currentItems, makeDataset } from '../fixtures.js';
import { ManualClock } from '../manual-clock.js';

const HOUR_MS = 3_600_000;

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
      { hours: 23, outcome: 'whole' },
      { hours: 25, outcome: 'refused' },
    ])('for $hours hours while another begins are $outcome', async ({ hours, outcome }) => {
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
      clock.advance(hours * HOUR_MS);
      await storage.importItems({ datasetId, items: [{ input: 'other' }] });
      resume();
      await settled;
      if (outcome === 'whole') expect(await slow).toMatchObject({ added: 1_500 });
      else await expectDatasetsError(() => slow, 'STORAGE_BUSY');
      const expected = outcome === 'whole' ? 1_501 : 1;
      expect(await currentItems(storage, datasetId)).toHaveLength(expected);
    });
  });
};
