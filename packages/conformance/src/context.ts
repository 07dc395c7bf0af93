import {
  DatasetsStorage,
  StorageDomain,
  type Clock,
  type DatasetsSupports,
} from '@mastra-datasets/core';
import { onTestFinished } from 'vitest';
import type { DatasetsConformanceOptions, ModelOptions } from './options.js';

/** What the suites know about the storage under test. */
export interface SuiteContext {
  readonly supports: DatasetsSupports;
  /** Whether the storage has its own `close()`. */
  readonly closes: boolean;
  /** Whether the storage has its own `dangerouslyClearAll()`. */
  readonly clears: boolean;
  readonly model: ModelOptions;
  /** Makes a fresh storage that lives until the end of the test. */
  readonly open: (clock?: Clock) => Promise<DatasetsStorage>;
  /** Opens the data of a storage again, in a new one that lives until the end of the test. */
  readonly reopen: ((storage: DatasetsStorage) => Promise<DatasetsStorage>) | undefined;
}

/** Registers the tests of one topic. */
export type Suite = (context: SuiteContext) => void;

/** Reads from a first storage what there is to test. */
export async function probeStorage(options: DatasetsConformanceOptions): Promise<SuiteContext> {
  const destroy = (storage: DatasetsStorage) => options.destroy?.(storage) ?? storage.close();
  const successors = new Map<DatasetsStorage, DatasetsStorage>();
  const reopen = options.reopen?.bind(options);

  const probe = await options.create({});
  const { supports } = probe;
  const closes = probe.close !== StorageDomain.prototype.close;
  const clears = probe.dangerouslyClearAll !== DatasetsStorage.prototype.dangerouslyClearAll;
  await destroy(probe);

  return {
    supports,
    closes,
    clears,
    model: options.model ?? {},
    open: async (clock) => {
      const storage = await options.create(clock === undefined ? {} : { clock });
      onTestFinished(() => destroy(successors.get(storage) ?? storage));
      return storage;
    },
    reopen:
      reopen === undefined
        ? undefined
        : async (storage) => {
            const successor = await reopen(storage);
            successors.set(storage, successor);
            return successor;
          },
  };
}
