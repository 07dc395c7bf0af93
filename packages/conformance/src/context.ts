import {
  DatasetsStorage,
  StorageDomain,
  VersionedDatasetsStorage,
  type Clock,
  type DatasetsPrimitives,
  type DatasetsSupports,
} from '@mastra-datasets/core';
import { onTestFinished } from 'vitest';
import type { OpenPrimitives } from './primitives/check.js';
import type {
  BusyOptions,
  DatasetsConformanceOptions,
  FuzzOptions,
  ModelOptions,
} from './options.js';

/** What the suites know about the storage under test. */
export interface SuiteContext {
  readonly supports: DatasetsSupports;
  /** Whether the storage has its own `close()`. */
  readonly closes: boolean;
  /** Whether the storage has its own `dangerouslyClearAll()`. */
  readonly clears: boolean;
  /** Whether the storage can copy datasets to others of its kind. */
  readonly copies: boolean;
  /** Opens the primitives of a fresh storage; `undefined` for a storage without any. */
  readonly openPrimitives: OpenPrimitives | undefined;
  readonly model: ModelOptions;
  readonly fuzz: FuzzOptions;
  /** Told what the tests did. */
  readonly report: (what: string, count: number) => void;
  /** Makes a fresh storage that lives until the end of the test. */
  readonly open: (clock?: Clock) => Promise<DatasetsStorage>;
  /** Opens the data of a storage again, in a new one that lives until the end of the test. */
  readonly reopen: ((storage: DatasetsStorage) => Promise<DatasetsStorage>) | undefined;
  /** Opens the data of a storage a second time, until the end of the test. */
  readonly connect: ((storage: DatasetsStorage) => Promise<DatasetsStorage>) | undefined;
  /** Makes storages that give up soon on a database that another writer holds. */
  readonly busy: BusyOptions | undefined;
  /** Makes a storage over tables that somebody else made. */
  readonly openForeign: (() => Promise<DatasetsStorage>) | undefined;
}

/** Registers the tests of one topic. */
export type Suite = (context: SuiteContext) => void;

/** Reads from a first storage what there is to test. */
export async function probeStorage(options: DatasetsConformanceOptions): Promise<SuiteContext> {
  const destroy = (storage: DatasetsStorage) => options.destroy?.(storage) ?? storage.close();
  const successors = new Map<DatasetsStorage, DatasetsStorage>();
  const reopen = options.reopen?.bind(options);
  const connect = options.connect?.bind(options);

  const create = () => options.create({});
  const probe = await create();
  const { supports } = probe;
  const closes = probe.close !== StorageDomain.prototype.close;
  const clears = probe.dangerouslyClearAll !== DatasetsStorage.prototype.dangerouslyClearAll;
  const copies = probe instanceof VersionedDatasetsStorage;
  await destroy(probe);

  /** Makes a storage that lives until the end of the test. */
  const openWith = async (create: () => Promise<DatasetsStorage>) => {
    const storage = await create();
    onTestFinished(() => destroy(successors.get(storage) ?? storage));
    return storage;
  };
  const { busy } = options;
  const createForeign = options.createForeign?.bind(options);

  return {
    supports,
    closes,
    clears,
    copies,
    openPrimitives: copies ? async () => primitivesOf(await openWith(create)) : undefined,
    model: options.model ?? {},
    fuzz: options.fuzz ?? {},
    report: (what, count) => options.report?.(what, count),
    open: (clock) => openWith(() => options.create(clock === undefined ? {} : { clock })),
    reopen:
      reopen === undefined
        ? undefined
        : async (storage) => {
            const successor = await reopen(storage);
            successors.set(storage, successor);
            return successor;
          },
    connect:
      connect === undefined
        ? undefined
        : async (storage) => {
            const second = await connect(storage);
            onTestFinished(() => second.close());
            return second;
          },
    busy:
      busy === undefined
        ? undefined
        : { create: () => openWith(() => busy.create()), hold: (storage) => busy.hold(storage) },
    openForeign: createForeign === undefined ? undefined : () => openWith(createForeign),
  };
}

/** The primitives of a storage that has some, ready for use. */
async function primitivesOf(storage: DatasetsStorage): Promise<DatasetsPrimitives> {
  if (!(storage instanceof VersionedDatasetsStorage)) throw new Error('It has no primitives.');
  await storage.init();
  return VersionedDatasetsStorage.primitivesOf(storage);
}
