import { DatasetsError, type DatasetItem } from '@mastra-datasets/core';
import {
  makeSubject,
  MUTATIONS,
  reportFigure,
  withoutIdentity,
  type Mutation,
  type Subject,
} from '@mastra-datasets/test-servers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsPG } from '../../src/index.js';
import { Relay, type Fault, type Operation } from '../relay.js';
import { databaseOf, serverOfFile } from '../test-server.js';
import { readStoredRows } from './stored-rows.js';

const everything = { page: 0, perPage: false } as const;
const server = await serverOfFile();

/** The transaction lost a race, and the whole of it may be tried again. */
const HARMLESS_STATES: ReadonlySet<string> = new Set(['40001', '40P01']);

/** The server ends a session that sent nothing for long, just as something comes. */
const IDLE_SESSION_TIMEOUT = '57P05';

/** Errors in the place of a commit's answer that tell nothing of what became of it. */
const UNCLEAR_ANSWERS = [
  { severity: 'ERROR', state: '40003' },
  { severity: 'FATAL', state: '08P01' },
  { severity: 'FATAL', state: '57P01' },
];

/** Every fault that an exchange can meet. */
function faultsOf(operation: Operation): Fault[] {
  const { messages, statements } = operation;
  const before = Array.from({ length: messages - 1 }, (_, index) => index + 1);
  const places = Array.from({ length: statements }, (_, index) => index);
  return [
    { type: 'lost request' },
    { type: 'lost reply' },
    { type: 'ended session', state: IDLE_SESSION_TIMEOUT },
    ...(isWrite(operation) ? UNCLEAR_ANSWERS : []).map((answer) => ({
      type: 'replaced reply' as const,
      ...answer,
    })),
    ...before.map((count) => ({ type: 'cut' as const, messages: count })),
    ...places.flatMap((statement) =>
      ['53100', '40001', '40P01'].map((state) => ({ type: 'refused' as const, statement, state })),
    ),
  ];
}

function isWrite({ statements }: Operation): boolean {
  return statements > 1;
}

/** Whether the storage may try again by itself, as nothing can have happened. */
function isHarmless(fault: Fault, operation: Operation): boolean {
  if (fault.type === 'ended session') return true;
  if (!isWrite(operation)) return fault.type !== 'refused' || HARMLESS_STATES.has(fault.state);
  return fault.type === 'refused' && HARMLESS_STATES.has(fault.state);
}

describe('faults between the client and the server', () => {
  let relay: Relay;
  let storage: DatasetsPG;
  let observer: DatasetsPG;
  let reader: pg.Pool;
  let time = 0;
  const clock = { now: () => (time += 1_000), wait: () => Promise.resolve() };

  beforeAll(async () => {
    const url = await server.createDatabase();
    observer = new DatasetsPG({ connectionString: url, clock });
    await observer.init();
    reader = new pg.Pool({ connectionString: url });
    relay = new Relay(server.port);
    await relay.listen();
    const connectionString = relay.urlOf(databaseOf(url));
    storage = new DatasetsPG({ connectionString, maxConnections: 1, clock });
    await storage.init();
  });

  afterAll(async () => {
    await storage.close();
    await observer.close();
    await reader.end();
    await relay.close();
    reportFigure('faults injected', relay.injected);
  });

  /** Deletes the datasets, which is quicker than to empty the tables, and makes a new one. */
  async function begin(): Promise<Subject> {
    const { datasets } = await observer.listDatasets({ pagination: everything });
    for (const { id } of datasets) await observer.deleteDataset({ id });
    return makeSubject(observer);
  }

  async function snapshots({ datasetId }: Subject): Promise<DatasetItem[][]> {
    const { versions } = await observer.listVersions({ datasetId, pagination: everything });
    // The oldest first, so that those of before come first afterwards as well.
    const oldestFirst = versions.reverse();
    return Promise.all(
      oldestFirst.map(({ version }) => observer.getItemsByVersion({ datasetId, version })),
    );
  }

  async function expectNoProblems(): Promise<void> {
    const { datasets } = await observer.listDatasets({ pagination: everything });
    for (const { id } of datasets) {
      const { problems } = await observer.verify({ datasetId: id });
      expect(problems).toEqual([]);
    }
  }

  /** Runs a mutation, and gives what it rejects with, or `null`. */
  function errorOf(mutation: Mutation, subject: Subject): Promise<unknown> {
    return mutation.run(storage, subject).then(
      () => null,
      (error: unknown) => error,
    );
  }

  /** What becomes of a dataset when all goes well, and by which exchanges. */
  async function rehearse(mutation: Mutation) {
    const subject = await begin();
    relay.plan(0, null);
    expect(await errorOf(mutation, subject)).toBeNull();
    const { operations } = relay;
    await expectNoProblems();
    return { operations, changed: withoutIdentity(await readStoredRows(reader)) };
  }

  /** The rows when the server has ended what a broken connection had begun. */
  async function settledRows() {
    await relay.settle();
    await expect
      .poll(() => server.query(`SELECT 1 FROM pg_stat_activity WHERE state LIKE '%transaction%'`))
      .toEqual([]);
    return readStoredRows(reader);
  }

  /** Checks what an error says against what is stored. */
  function expectHonest(error: unknown, wasChanged: boolean): void {
    expect(error).toBeInstanceOf(DatasetsError);
    if (!(error instanceof DatasetsError)) return;
    expect(['STORAGE_FAILED', 'STORAGE_BUSY']).toContain(error.code);
    expect(['unchanged', 'unknown']).toContain(error.details['outcome']);
    if (wasChanged) expect(error.details['outcome']).toBe('unknown');
    if (wasChanged) expect(error.retryable).toBe(false);
  }

  /** Calls again after a failure; what is stored then is what one call stores. */
  async function expectOnceAfterRetry(mutation: Mutation, subject: Subject, wasChanged: boolean) {
    const error = await errorOf(mutation, subject);
    if (wasChanged && mutation.refusal !== null) {
      expect(error).toMatchObject({ code: mutation.refusal });
    } else {
      expect(error).toBeNull();
    }
  }

  describe.each(Object.entries(MUTATIONS))('%s', (_, mutation) => {
    it('leaves the old state or the new one, and says which may be', async () => {
      // The first run prepares statements, which later ones find there.
      await rehearse(mutation);
      const { operations, changed } = await rehearse(mutation);
      expect(operations.some(isWrite)).toBe(true);

      for (const [after, operation] of operations.entries()) {
        for (const fault of faultsOf(operation)) {
          const subject = await begin();
          const rows = await readStoredRows(reader);
          const versions = await snapshots(subject);
          const injected = relay.injected;
          relay.plan(after, fault);
          const error = await errorOf(mutation, subject);
          relay.plan(0, null);
          expect(relay.injected).toBe(injected + 1);
          const left = await settledRows();
          const wasChanged = JSON.stringify(left) !== JSON.stringify(rows);
          if (wasChanged) {
            expect(withoutIdentity(left)).toStrictEqual(changed);
            await expectNoProblems();
            if (mutation.rewritesHistory !== true) {
              const kept = (await snapshots(subject)).slice(0, versions.length);
              expect(kept).toStrictEqual(versions);
            }
          }
          if (error === null) {
            expect(isHarmless(fault, operation)).toBe(true);
            expect(wasChanged).toBe(true);
            continue;
          }
          expectHonest(error, wasChanged);
          if (mutation.repeats !== true) {
            await expectOnceAfterRetry(mutation, subject, wasChanged);
            expect(withoutIdentity(await readStoredRows(reader))).toStrictEqual(changed);
          }
        }
      }
    });
  });
});
