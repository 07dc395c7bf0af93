import { DatasetsError } from '@mastra-datasets/core';
import {
  IMPORTED,
  importedState,
  makeImportSubject,
  reportFigure,
  runImport,
} from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsPG } from '../../src/index.js';
import { Relay, type Fault, type Operation } from '../relay.js';
import { databaseOf, serverOfFile } from '../test-server.js';

const server = await serverOfFile();

/** How many statements commit what is staged, where it may update. */
const COMMIT_STATEMENTS = 9;

/** The transaction lost a race, and the whole of it may be tried again. */
const HARMLESS_STATE = '40001';

const DISK_FULL_STATE = '53100';

/** The faults of an exchange; of one that commits, every place where it can be cut as well. */
function faultsOf({ messages, statements }: Operation): Fault[] {
  const cuts = statements === COMMIT_STATEMENTS ? messages - 1 : 0;
  return [
    { type: 'lost request' },
    { type: 'lost reply' },
    ...Array.from({ length: cuts }, (_, index) => ({ type: 'cut' as const, messages: index + 1 })),
    ...Array.from({ length: statements }, (_, statement) =>
      [DISK_FULL_STATE, HARMLESS_STATE].map((state) => ({
        type: 'refused' as const,
        statement,
        state,
      })),
    ).flat(),
  ];
}

describe('an import between whose client and server something fails', () => {
  let relay: Relay;
  let storage: DatasetsPG;
  let observer: DatasetsPG;

  beforeAll(async () => {
    const url = await server.createDatabase();
    observer = new DatasetsPG({ connectionString: url });
    relay = new Relay(server.port);
    await relay.listen();
    const connectionString = relay.urlOf(databaseOf(url));
    storage = new DatasetsPG({ connectionString, maxConnections: 1 });
    await storage.init();
  });

  afterAll(async () => {
    await storage.close();
    await observer.close();
    await relay.close();
    reportFigure('faults injected', relay.injected);
  });

  it('is there whole or not at all, and says whether it may be', async () => {
    // The first run prepares statements, which later ones find there.
    let operations: Operation[] = [];
    for (let round = 0; round < 2; round += 1) {
      const rehearsed = await makeImportSubject(observer);
      relay.plan(0, null);
      expect(await runImport(storage, rehearsed)).toBeNull();
      operations = relay.operations;
    }
    const commit = operations.findIndex(({ statements }) => statements === COMMIT_STATEMENTS);
    // What is staged is committed at the end, and discarded afterwards.
    expect(commit).toBe(operations.length - 2);

    for (const [after, operation] of operations.entries()) {
      for (const fault of faultsOf(operation)) {
        const datasetId = await makeImportSubject(observer);
        const injected = relay.injected;
        relay.plan(after, fault);
        const error = await runImport(storage, datasetId);
        expect([after, fault, relay.injected]).toEqual([after, fault, injected + 1]);
        relay.plan(0, null);
        await relay.settle();

        const isHarmless =
          after > commit ||
          (fault.type === 'refused' ? fault.state === HARMLESS_STATE : operation.statements === 1);
        expect([after, fault, error === null]).toEqual([after, fault, isHarmless]);
        const { items } = await importedState(observer, datasetId);
        if (error !== null) {
          expect(error).toBeInstanceOf(DatasetsError);
          const isThere = items === IMPORTED.length;
          expect(isThere || items === 1).toBe(true);
          if (after === commit && fault.type === 'lost reply') expect(isThere).toBe(true);
          if (after < commit) expect(error).toMatchObject({ details: { outcome: 'unchanged' } });
          if (isThere) {
            expect(error).toMatchObject({ retryable: false, details: { outcome: 'unknown' } });
          }
        }

        expect(await runImport(storage, datasetId)).toBeNull();
        const state = { items: IMPORTED.length, versions: 3, problems: [] };
        expect(await importedState(observer, datasetId)).toStrictEqual(state);
      }
    }
  });
});
