import { DatasetsError, type DatasetsErrorCode } from '@mastra-datasets/core';
import { expect } from 'vitest';

async function rejectionOf(work: Promise<unknown> | (() => Promise<unknown>)): Promise<unknown> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error;
  }
  return expect.fail('It should have rejected, and it resolved.');
}

/**
 * Expects work to reject with a `DatasetsError` of this code, and gives the error for a look at its
 * details.
 */
export async function expectDatasetsError(
  work: Promise<unknown> | (() => Promise<unknown>),
  code: DatasetsErrorCode,
): Promise<DatasetsError> {
  const error = await rejectionOf(work);
  if (!(error instanceof DatasetsError)) {
    throw new Error(`It should have rejected with a DatasetsError, code ${code}.`, {
      cause: error,
    });
  }
  expect(error.code, error.message).toBe(code);
  expect(error.name).toBe('DatasetsError');
  return error;
}
