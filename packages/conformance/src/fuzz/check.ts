import { DatasetsError, type DatasetsErrorCode, type DatasetsStorage } from '@mastra-datasets/core';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import { ALL, allVersions, currentItems, makeDataset } from '../fixtures.js';
import type { FuzzOptions } from '../options.js';
import { callMethod, type Method } from '../traits/methods.js';
import { hostileArguments } from './calls.js';
import { isMalformed } from './malformed.js';
import { expectResult } from './results.js';
import type { KnownIds } from './values.js';

/** How many arguments are tried on each method, unless told otherwise. */
const FUZZ_DEFAULTS = Object.freeze({ runs: 120 });

/** Everything that a refused call must leave as it was, as text: matchers trip over hostile keys. */
export async function fingerprint(
  storage: DatasetsStorage,
  { datasetId }: KnownIds,
): Promise<string> {
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
export async function prepare(storage: DatasetsStorage): Promise<KnownIds> {
  const other = await makeDataset(storage, ['untouchable', { a: 1 }]);
  const target = await makeDataset(storage, ['a', 'b']);
  return {
    datasetId: target.datasetId,
    itemIds: target.items.map(({ id }) => id),
    otherDatasetId: other.datasetId,
    otherItemIds: other.items.map(({ id }) => id),
  };
}

/** Expects an error that says why a call was refused, in a code that this may have. */
export function expectClearError(error: unknown, codes: readonly DatasetsErrorCode[]): void {
  if (!(error instanceof DatasetsError)) {
    throw new Error('The error is no DatasetsError.', { cause: error });
  }
  if (!codes.includes(error.code)) {
    throw new Error(`The code ${error.code} was not to be expected.`, { cause: error });
  }
}

/** The codes that a method may refuse an argument with, which it has to where it is malformed. */
function codesFor({ supports }: DatasetsStorage, method: Method, isMalformed: boolean) {
  const codes: DatasetsErrorCode[] = ['INVALID_ARGUMENT'];
  // An argument may name what a storage without that capability refuses first.
  if (Object.values(supports).includes(false)) codes.push('NOT_SUPPORTED');
  return isMalformed ? codes : [...codes, ...method.codes];
}

async function tryCall(
  storage: DatasetsStorage,
  method: Method,
  argument: unknown,
  ids: KnownIds,
): Promise<void> {
  const before = await fingerprint(storage, ids);
  const isRefused = isMalformed(method, argument);
  let result: unknown;
  try {
    result = await callMethod(storage, method.name, argument);
  } catch (error) {
    expectClearError(error, codesFor(storage, method, isRefused));
    expect(await fingerprint(storage, ids)).toBe(before);
    return;
  } finally {
    expect(Object.keys(Object.prototype)).toStrictEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  }
  if (isRefused) throw new Error(`${method.name} took a malformed argument.`);
  await expectResult(method.name, { storage, argument, result });
}

/** An input that can be shown without reading it, as traps throw when they are read. */
class Shown<Input> {
  readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }

  [fc.toStringMethod](): string {
    return inspect(this.input, { depth: 4, maxStringLength: 200, showProxy: true });
  }
}

/** Tries as many inputs as were asked for, and gives how many that were. */
export async function tryInputs<Input>(
  inputs: fc.Arbitrary<Input>,
  { runs = FUZZ_DEFAULTS.runs, seed }: FuzzOptions,
  attempt: (input: Input) => Promise<void>,
): Promise<number> {
  let tried = 0;
  const shown = inputs.map((input) => new Shown(input));
  const property = fc.asyncProperty(shown, async ({ input }) => {
    tried += 1;
    await attempt(input);
  });
  await fc.assert(property, {
    numRuns: runs,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
  });
  expect(tried).toBe(runs);
  return tried;
}

/**
 * Calls a method with hostile arguments: each gives a right result, or an error that says why not
 * and changes nothing. Gives how many were tried.
 */
export async function checkMethod(
  storage: DatasetsStorage,
  method: Method,
  options: FuzzOptions,
): Promise<number> {
  const ids = await prepare(storage);
  const before = await contentOf(storage, ids.otherDatasetId);
  const tried = await tryInputs(hostileArguments(method, ids), options, (argument) =>
    tryCall(storage, method, argument, ids),
  );
  expect(await contentOf(storage, ids.otherDatasetId)).toStrictEqual(before);
  if (storage.supports.verification) {
    const { datasets } = await storage.listDatasets({ pagination: ALL });
    for (const { id } of datasets) {
      expect(await storage.verify({ datasetId: id })).toMatchObject({ problems: [] });
    }
  }
  return tried;
}
