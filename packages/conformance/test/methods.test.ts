import { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { METHODS } from '../src/traits/methods.js';

/** Methods that take no argument, are not for callers, or have tests of their own. */
const OTHERS = ['constructor', 'init', 'close', 'dangerouslyClearAll', 'run', 'copyDatasetTo'];

it('the traits and the hostile arguments leave no method out', () => {
  const methods = Object.getOwnPropertyNames(VersionedDatasetsStorage.prototype);
  expect([...METHODS.map(({ name }) => name), ...OTHERS].sort()).toEqual(methods.sort());
});
