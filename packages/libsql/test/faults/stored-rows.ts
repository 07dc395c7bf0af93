import type { Client, Row } from '@libsql/client';
import { TABLE_NAMES } from '@mastra-datasets/core';
import type { StoredRows } from '@mastra-datasets/test-servers';

function toRecord(row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row));
}

/** Reads all rows of all tables at one moment. */
export async function readStoredRows(client: Client): Promise<StoredRows> {
  const results = await client.batch(
    TABLE_NAMES.map((table) => `SELECT * FROM "${table}" ORDER BY 1, 2, 3`),
    'read',
  );
  return Object.fromEntries(
    TABLE_NAMES.map((table, index) => [table, (results[index]?.rows ?? []).map(toRecord)]),
  );
}
