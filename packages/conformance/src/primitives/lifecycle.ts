import { check, type PrimitivesTopic } from './check.js';
import { expectUnchanged, storeItems } from './fixtures.js';

export const lifecycleChecks: PrimitivesTopic = {
  topic: 'life cycle',
  checks: [
    check('initialize may run again, and leaves what is there alone', async (primitives) => {
      const { datasetId } = await storeItems(primitives, 'a', 'b');
      await expectUnchanged(primitives, datasetId, () => primitives.initialize());
    }),
  ],
};
