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
 * Expects work to reject with a `DatasetsError` of this code, or of one of these, and gives the error
 * for a look at its details.
 */
export async function expectDatasetsError(
  work: Promise<unknown> | (() => Promise<unknown>),
  code: DatasetsErrorCode | readonly DatasetsErrorCode[],
): Promise<DatasetsError> {
  const error = await rejectionOf(work);
  if (!(error instanceof DatasetsError)) {
    throw new Error(`It should have rejected with a DatasetsError, code ${String(code)}.`, {
      cause: error,
    });
  }
  if (typeof code === 'string') expect(error.code, error.message).toBe(code);
  else expect(code, error.message).toContain(error.code);
  expect(error.name).toBe('DatasetsError');
  return error;
}
