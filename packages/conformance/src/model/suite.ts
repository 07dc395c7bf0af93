import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { ManualClock } from '../manual-clock.js';
import { MODEL_DEFAULTS, checkAgainstModel } from './check.js';

/** Long enough for slow storages on slow machines; it only ends what hangs. */
const TIME_LIMIT_MS = 900_000;

export const modelSuite: Suite = ({ open, supports, model, report }) => {
  const { runs, maximumLength } = { ...MODEL_DEFAULTS, ...model };

  describe('random operations', () => {
    it(
      `agree with a simple model in ${runs} sequences of up to ${maximumLength}`,
      { timeout: TIME_LIMIT_MS },
      async () => {
        const clock = supports.clock ? new ManualClock() : undefined;
        const steps = await checkAgainstModel(await open(clock), clock, model);
        expect(steps).toBeGreaterThan(0);
        report('random operations compared with the model', steps);
      },
    );
  });
};
