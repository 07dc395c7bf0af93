import { createClient } from '@libsql/client';
import { DatasetsError } from '@mastra-datasets/core';
import {
  IMPORTED,
  importedState,
  makeImportSubject,
  runImport,
} from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { FaultyClient, type Fault } from '../faulty-client.js';
import { temporaryDatabase } from '../temporary-database.js';

const FAULTS: readonly Fault[] = [
  { type: 'refused' },
  { type: 'busy' },
  { type: 'lost request' },
  { type: 'lost reply' },
  { type: 'statement', index: 0 },
  { type: 'statement', index: 1 },
];

/** How many statements commit what is staged, where it may update. */
const COMMIT_STATEMENTS = 5;

describe('an import whose driver fails', () => {
  let client: FaultyClient;
  let storage: DatasetsLibSQL;
  let reader: ReturnType<typeof createClient>;

  beforeAll(async () => {
    const url = await temporaryDatabase();
    client = new FaultyClient(createClient({ url, concurrency: 1 }));
    reader = createClient({ url });
    storage = new DatasetsLibSQL({ client });
    await storage.init();
  });

  afterAll(async () => {
    await storage.close();
    client.close();
    reader.close();
  });

  async function begin(): Promise<string> {
    await storage.dangerouslyClearAll();
    return makeImportSubject(storage);
  }

  it('is there whole or not at all, and says whether it may be', async () => {
    const rehearsed = await begin();
    client.plan(0, null);
    expect(await runImport(storage, rehearsed)).toBeNull();
    const operations = [...client.operations];
    const commit = operations.findLastIndex(({ statements }) => statements === COMMIT_STATEMENTS);
    expect(commit).toBeGreaterThan(5);

    for (const [after, { statements }] of operations.entries()) {
      for (const fault of FAULTS) {
        if (fault.type === 'statement' && statements === null) continue;
        const datasetId = await begin();
        const injected = client.injected;
        client.plan(after, fault);
        const error = await runImport(storage, datasetId);
        expect([after, fault, client.injected]).toEqual([after, fault, injected + 1]);
        client.plan(0, null);

        const { items } = await importedState(storage, datasetId);
        if (error === null) {
          expect(items).toBe(IMPORTED.length);
        } else {
          expect(error).toBeInstanceOf(DatasetsError);
          expect([1, IMPORTED.length]).toContain(items);
          const mayBeThere = after === commit && fault.type === 'lost reply';
          expect(items === IMPORTED.length).toBe(mayBeThere);
          if (after < commit) expect(error).toMatchObject({ details: { outcome: 'unchanged' } });
          if (mayBeThere) expect(error).toMatchObject({ details: { outcome: 'unknown' } });
        }

        expect(await runImport(storage, datasetId)).toBeNull();
        const state = { items: IMPORTED.length, versions: 3, problems: [] };
        expect(await importedState(storage, datasetId)).toStrictEqual(state);
      }
    }
  });
});
