import type { DatasetsErrorCode } from '@mastra-datasets/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Suite, SuiteContext } from '../context.js';
import { METHODS } from '../traits/methods.js';
import { checkMethod, expectClearError, fingerprint, prepare, tryInputs } from './check.js';
import { hostileValues } from './values.js';

/** Long enough for slow storages on slow machines; it only ends what hangs. */
const TIME_LIMIT_MS = 300_000;

const COPY_CODES: readonly DatasetsErrorCode[] = [
  'INVALID_ARGUMENT',
  'DATASET_NOT_FOUND',
  'VERSION_CONFLICT',
];

/** As {@link checkMethod}, for the one method that takes another storage first. */
async function fuzzCopy({ open, fuzz }: SuiteContext): Promise<number> {
  const storage = await open();
  const target = await open();
  const copy: unknown = Reflect.get(storage, 'copyDatasetTo');
  if (typeof copy !== 'function') throw new TypeError('It copies nothing.');
  const ids = await prepare(storage);
  const values = hostileValues(ids);
  const targets = fc.oneof(fc.constant(target), fc.constant(storage), values);
  const inputs = fc.oneof(
    fc.record({ datasetId: values, onProgress: values }, { requiredKeys: ['datasetId'] }),
    values,
  );
  return tryInputs(fc.tuple(targets, inputs), fuzz, async ([given, input]) => {
    const before = await fingerprint(storage, ids);
    const copying: unknown = Reflect.apply(copy, storage, [given, input]);
    await Promise.resolve(copying).catch((error: unknown) => {
      expectClearError(error, COPY_CODES);
    });
    expect(await fingerprint(storage, ids)).toBe(before);
  });
}

/** Every method takes any argument at all: with a right result, or an error that says why not. */
export const fuzzSuite: Suite = (context) => {
  const { supports, open, fuzz, report } = context;
  const methods = METHODS.filter(({ capability }) => capability === null || supports[capability]);

  describe('hostile arguments', () => {
    it.each(methods)(
      'of $name give a result or a clear error, and harm nothing',
      { timeout: TIME_LIMIT_MS },
      async (method) => {
        report('hostile inputs tried', await checkMethod(await open(), method, fuzz));
      },
    );

    if (context.copies) {
      it(
        'of copyDatasetTo give a result or a clear error, and harm nothing',
        { timeout: TIME_LIMIT_MS },
        async () => {
          report('hostile inputs tried', await fuzzCopy(context));
        },
      );
    }
  });
};
