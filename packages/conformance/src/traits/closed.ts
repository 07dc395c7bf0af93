import { describe, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, makeDataset } from '../fixtures.js';
import { METHODS, callMethod } from './methods.js';

/** After `close()`, every method rejects with `CLOSED`. */
export const closedTrait: Suite = ({ open, supports }) => {
  describe('a closed storage', () => {
    const methods = METHODS.filter(({ capability }) => capability === null || supports[capability]);

    it.each(methods)('refuses $name', async ({ name, valid }) => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['a']);
      const argument = valid({ datasetId, id: at(items, 0).id });
      await storage.close();
      await expectDatasetsError(() => callMethod(storage, name, argument), 'CLOSED');
    });

    it('refuses dangerouslyClearAll', async () => {
      const storage = await open();
      await makeDataset(storage, ['a']);
      await storage.close();
      await expectDatasetsError(() => storage.dangerouslyClearAll(), 'CLOSED');
    });

    it('takes close() any number of times, also at once and unused', async () => {
      const storage = await open();
      await Promise.all([storage.close(), storage.close()]);
      await storage.close();
      await expectDatasetsError(storage.createDataset({ name: 'd' }), 'CLOSED');
    });

    it('lets go on what was under way, or says that it is closed', async () => {
      const storage = await open();
      const { datasetId } = await makeDataset(storage);
      const writes = Array.from({ length: 5 }, (_, input) => storage.addItem({ datasetId, input }));
      await storage.close();
      for (const outcome of await Promise.allSettled(writes)) {
        if (outcome.status === 'fulfilled') continue;
        await expectDatasetsError(Promise.reject(outcome.reason as Error), 'CLOSED');
      }
      await expectDatasetsError(storage.addItem({ datasetId, input: 'late' }), 'CLOSED');
    });
  });
};
