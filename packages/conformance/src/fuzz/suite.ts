import { DatasetsError, type DatasetsErrorCode, type DatasetsStorage } from '@mastra-datasets/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Suite, SuiteContext } from '../context.js';
import { ALL, allVersions, currentItems, makeDataset } from '../fixtures.js';
import { METHODS, callMethod, type Method } from '../traits/methods.js';
import { hostileArguments } from './calls.js';
import { hostileValues, type KnownIds } from './values.js';

/** How many arguments are tried on each method, unless told otherwise. */
export const FUZZ_DEFAULTS = Object.freeze({ runs: 120 });

/** Long enough for slow storages on slow machines; it only ends what hangs. */
const TIME_LIMIT_MS = 300_000;

/** What a call may be refused with, whatever its arguments. */
const EXPECTED_CODES: ReadonlySet<DatasetsErrorCode> = new Set<DatasetsErrorCode>([
  'INVALID_ARGUMENT',
  'DATASET_NOT_FOUND',
  'ITEM_NOT_FOUND',
  'ITEM_DATASET_MISMATCH',
  'ITEM_EXISTS',
  'VERSION_CONFLICT',
  'VERSION_NOT_FOUND',
  'SCHEMA_VALIDATION_FAILED',
  'NOT_SUPPORTED',
]);

/** Everything that a refused call must leave as it was, as text: matchers trip over hostile keys. */
async function fingerprint(storage: DatasetsStorage, { datasetId }: KnownIds): Promise<string> {
  const { datasets } = await storage.listDatasets({ pagination: ALL });
  const tags = storage.supports.tags ? await storage.listTags({ datasetId }) : [];
  return JSON.stringify([datasets, tags]);
}

async function contentOf(storage: DatasetsStorage, datasetId: string): Promise<unknown> {
  return [
    await storage.getDatasetById({ id: datasetId }),
    await currentItems(storage, datasetId),
    storage.supports.history ? await allVersions(storage, datasetId) : [],
  ];
}

/** Makes the dataset that calls may change anew; they may have deleted it. */
async function prepare(storage: DatasetsStorage): Promise<KnownIds> {
  const other = await makeDataset(storage, ['untouchable', { a: 1 }]);
  const target = await makeDataset(storage, ['a', 'b']);
  return {
    datasetId: target.datasetId,
    itemIds: target.items.map(({ id }) => id),
    otherDatasetId: other.datasetId,
    otherItemIds: other.items.map(({ id }) => id),
  };
}

function expectClearError(error: unknown): void {
  if (!(error instanceof DatasetsError)) {
    throw new Error('The error is no DatasetsError.', { cause: error });
  }
  if (!EXPECTED_CODES.has(error.code)) {
    throw new Error(`The code ${error.code} was not to be expected.`, { cause: error });
  }
}

async function tryCall(
  storage: DatasetsStorage,
  method: Method,
  argument: unknown,
  ids: KnownIds,
): Promise<void> {
  const before = await fingerprint(storage, ids);
  try {
    await callMethod(storage, method.name, argument);
  } catch (error) {
    expectClearError(error);
    expect(await fingerprint(storage, ids)).toBe(before);
  }
  expect(Object.keys(Object.prototype)).toStrictEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}

async function fuzzMethod({ open, fuzz, report }: SuiteContext, method: Method): Promise<void> {
  const storage = await open();
  const ids = await prepare(storage);
  const before = await contentOf(storage, ids.otherDatasetId);
  const { runs, seed } = { ...FUZZ_DEFAULTS, ...fuzz };
  let tried = 0;
  const property = fc.asyncProperty(hostileArguments(method, ids), async (argument) => {
    tried += 1;
    await tryCall(storage, method, argument, ids);
  });
  await fc.assert(property, {
    numRuns: runs,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
  });
  expect(await contentOf(storage, ids.otherDatasetId)).toStrictEqual(before);
  if (storage.supports.verification) {
    const { datasets } = await storage.listDatasets({ pagination: ALL });
    for (const { id } of datasets) {
      expect(await storage.verify({ datasetId: id })).toMatchObject({ problems: [] });
    }
  }
  report('hostile inputs tried', tried);
}

/** As {@link fuzzMethod}, for the one method that takes another storage first. */
async function fuzzCopy({ open, fuzz, report }: SuiteContext): Promise<void> {
  const storage = await open();
  const target = await open();
  const copy: unknown = Reflect.get(storage, 'copyDatasetTo');
  if (typeof copy !== 'function') throw new TypeError('It copies nothing.');
  const ids = await prepare(storage);
  const { runs, seed } = { ...FUZZ_DEFAULTS, ...fuzz };
  let tried = 0;
  const values = hostileValues(ids);
  const targets = fc.oneof(fc.constant(target), fc.constant(storage), values);
  const inputs = fc.oneof(
    fc.record({ datasetId: values, onProgress: values }, { requiredKeys: ['datasetId'] }),
    values,
  );
  const property = fc.asyncProperty(targets, inputs, async (given, input) => {
    tried += 1;
    const before = await fingerprint(storage, ids);
    const copying: unknown = Reflect.apply(copy, storage, [given, input]);
    await Promise.resolve(copying).catch(expectClearError);
    expect(await fingerprint(storage, ids)).toBe(before);
  });
  await fc.assert(property, {
    numRuns: runs,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
  });
  report('hostile inputs tried', tried);
}

/** Every method takes any argument at all: with a right result, or an error that says why not. */
export const fuzzSuite: Suite = (context) => {
  const { supports } = context;
  const methods = METHODS.filter(({ capability }) => capability === null || supports[capability]);

  describe('hostile arguments', () => {
    it.each(methods)(
      'of $name give a result or a clear error, and harm nothing',
      { timeout: TIME_LIMIT_MS },
      (method) => fuzzMethod(context, method),
    );

    if (context.copies) {
      it(
        'of copyDatasetTo give a result or a clear error, and harm nothing',
        { timeout: TIME_LIMIT_MS },
        () => fuzzCopy(context),
      );
    }
  });
};
