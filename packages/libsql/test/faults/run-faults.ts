import { createClient } from '@libsql/client';
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { FaultyClient, type Fault, type Operation } from '../faulty-client.js';
import { readStoredRows } from './stored-rows.js';

/** Where the storages of a test are. */
export interface Addresses {
  /** Where the client goes wrong. */
  readonly url: string;
  /** The same database, for what prepares and looks. */
  readonly observerUrl: string;
}

/** Every fault that an operation can meet; of those that the client makes up, or only the others. */
function faultsOf({ statements }: Operation, withMadeUp: boolean): Fault[] {
  const places = statements === null ? [] : Array.from({ length: statements + 1 }, (_, k) => k);
  const madeUp: Fault[] = [
    { type: 'refused' },
    { type: 'busy' },
    { type: 'lost request' },
    { type: 'timeout', applied: false },
  ];
  return [
    ...(withMadeUp ? madeUp : []),
    { type: 'lost reply' },
    { type: 'timeout', applied: true },
    ...places.map((index) => ({ type: 'statement' as const, index })),
  ];
}

function isWrite({ statements }: Operation): boolean {
  return statements !== null;
}

/** Whether the storage may try again by itself, as nothing can have happened. */
function isHarmless({ type }: Fault): boolean {
  return type === 'refused' || type === 'busy';
}

/**
 * Injects every fault at every operation of every kind of mutation. Against a server only those
 * that reach it, as the others are the same for every database.
 */
export function runFaults({ url, observerUrl }: Addresses): void {
  const isServer = !url.startsWith('file:');
  let client: FaultyClient;
  let storage: DatasetsLibSQL;
  let observer: DatasetsLibSQL;
  let reader: ReturnType<typeof createClient>;
  let time = 0;
  const clock = { now: () => (time += 1_000), wait: () => Promise.resolve() };

  beforeAll(async () => {
    observer = new DatasetsLibSQL({ url: observerUrl, clock });
    await observer.init();
    reader = createClient({ url: observerUrl });
    client = new FaultyClient(createClient({ url }));
    storage = new DatasetsLibSQL({ client, clock });
    await storage.init();
  });

  afterAll(async () => {
    await storage.close();
    await observer.close();
    client.close();
    reader.close();
    reportFigure('faults injected', client.injected);
  });

  async function begin(): Promise<Subject> {
    await observer.dangerouslyClearAll();
    return makeSubject(observer);
  }

  /** What becomes of a dataset when all goes well, and by which operations. */
  async function rehearse(mutation: Mutation) {
    const subject = await begin();
    client.plan(0, null);
    expect(await errorOf(storage, mutation, subject)).toBeNull();
    const { operations } = client;
    await expectNoProblems(observer);
    return { operations, changed: withoutIdentity(await readStoredRows(reader)) };
  }

  async function runWithFault(mutation: Mutation, subject: Subject, after: number, fault: Fault) {
    const before = client.injected;
    client.plan(after, fault);
    const reached = client.untilTimeout();
    const running = errorOf(storage, mutation, subject);
    if (fault.type === 'timeout') {
      await reached;
      client.giveUp();
    }
    const error = await running;
    expect(client.injected).toBe(before + 1);
    client.plan(0, null);
    return error;
  }

  describe.each(Object.entries(MUTATIONS))('%s', (_, mutation) => {
    it('leaves the old state or the new one, and says which may be', async () => {
      const { operations, changed } = await rehearse(mutation);
      expect(operations.some(isWrite)).toBe(true);

      for (const [after, operation] of operations.entries()) {
        if (isServer && !isWrite(operation)) continue;
        for (const fault of faultsOf(operation, !isServer)) {
          const subject = await begin();
          const rows = await readStoredRows(reader);
          const versions = await snapshotsOf(observer, subject);
          const error = await runWithFault(mutation, subject, after, fault);
          const left = await readStoredRows(reader);
          const wasChanged = JSON.stringify(left) !== JSON.stringify(rows);
          if (wasChanged) {
            expect(withoutIdentity(left)).toStrictEqual(changed);
            await expectNoProblems(observer);
            if (mutation.rewritesHistory !== true) {
              const kept = (await snapshotsOf(observer, subject)).slice(0, versions.length);
              expect(kept).toStrictEqual(versions);
            }
          }
          if (isHarmless(fault)) {
            expect(error).toBeNull();
            expect(wasChanged).toBe(true);
          } else {
            expectHonest(error, wasChanged);
            if (fault.type === 'statement') {
              expect(error).toMatchObject({ details: { outcome: 'unchanged' } });
            }
            if (mutation.repeats !== true) {
              await expectOnceAfterRetry(storage, mutation, subject, wasChanged);
              expect(withoutIdentity(await readStoredRows(reader))).toStrictEqual(changed);
            }
          }
        }
      }
    });
  });
}
