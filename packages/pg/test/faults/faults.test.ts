import {
  makeSubject,
  MUTATIONS,
  reportFigure,
  withoutIdentity,
  type Mutation,
  type Subject,
} from '@mastra-datasets/test-servers';
import {
  errorOf,
  expectHonest,
  expectNoProblems,
  expectOnceAfterRetry,
  snapshotsOf,
} from '@mastra-datasets/test-servers/faults';
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

  /** What becomes of a dataset when all goes well, and by which exchanges. */
  async function rehearse(mutation: Mutation) {
    const subject = await begin();
    relay.plan(0, null);
    expect(await errorOf(storage, mutation, subject)).toBeNull();
    const { operations } = relay;
    await expectNoProblems(observer);
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
          const versions = await snapshotsOf(observer, subject);
          const injected = relay.injected;
          relay.plan(after, fault);
          const error = await errorOf(storage, mutation, subject);
          relay.plan(0, null);
          expect(relay.injected).toBe(injected + 1);
          const left = await settledRows();
          const wasChanged = JSON.stringify(left) !== JSON.stringify(rows);
          if (wasChanged) {
            expect(withoutIdentity(left)).toStrictEqual(changed);
            await expectNoProblems(observer);
            if (mutation.rewritesHistory !== true) {
              const kept = (await snapshotsOf(observer, subject)).slice(0, versions.length);
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
            await expectOnceAfterRetry(storage, mutation, subject, wasChanged);
            expect(withoutIdentity(await readStoredRows(reader))).toStrictEqual(changed);
          }
        }
      }
    });
  });
});
