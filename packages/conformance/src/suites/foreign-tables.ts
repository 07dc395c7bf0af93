import type { DatasetsStorage } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { expectDatasetsError } from '../errors.js';

/** Expects every use of a storage over tables of somebody else to be `SCHEMA_MISMATCH`. */
export async function checkForeignTables(open: () => Promise<DatasetsStorage>): Promise<void> {
  const storage = await open();
  for (const use of [
    () => storage.init(),
    () => storage.createDataset({ name: 'questions' }),
    () => storage.listDatasets({ pagination: { page: 0, perPage: 1 } }),
  ]) {
    const { details } = await expectDatasetsError(use, 'SCHEMA_MISMATCH');
    expect(details).toMatchObject({
      table: expect.any(String) as string,
      reason: expect.any(String) as string,
    });
  }
}

export function foreignTablesSuite(open: () => Promise<DatasetsStorage>): void {
  describe('tables of somebody else', () => {
    it('are refused with SCHEMA_MISMATCH at every use', () => checkForeignTables(open));
  });
}
