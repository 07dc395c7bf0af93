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
import type { Clock } from '@mastra-datasets/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { readStoredRows } from './stored-rows.js';

/** A storage of which one operation at a time goes wrong by a plan. */
export interface FaultyStorage<Operation, Fault> {
  readonly storage: DatasetsLibSQL;
  /** Lets an operation go wrong after so many others; `null` for none. */
  plan(after: number, fault: Fault | null): void;
  /** What has been done since the last {@link plan}. */
  operations(): readonly Operation[];
  /** How many faults have happened. */
  injected(): number;
  /** Every fault that an operation can meet. */
  faultsOf(operation: Operation): readonly Fault[];
  /** Whether the storage may try again by itself, as nothing can have happened. */
  isHarmless(fault: Fault): boolean;
  /** Whether what fails so has to say that nothing was changed. */
  isCertain(operation: Operation, fault: Fault): boolean;
  /** Waits for a call that meets a fault. */
  settle<Outcome>(fault: Fault, call: Promise<Outcome>): Promise<Outcome>;
  close(): Promise<void>;
}

/** Injects every fault at every operation of every kind of mutation. */
export function runFaults<Operation, Fault>(
  /** The same database, for what prepares and looks. */
  observerUrl: string,
  open: (clock: Clock) => FaultyStorage<Operation, Fault>,
): void {
  let subject: FaultyStorage<Operation, Fault>;
  let observer: DatasetsLibSQL;
  let reader: ReturnType<typeof createClient>;
  let time = 0;
  const clock = { now: () => (time += 1_000), wait: () => Promise.resolve() };

  beforeAll(async () => {
    reader = createClient({ url: observerUrl });
    observer = new DatasetsLibSQL({ client: reader, clock });
    await observer.init();
    subject = open(clock);
    await subject.storage.init();
  });

  afterAll(async () => {
    reportFigure('faults injected', subject.injected());
    await subject.close();
    await observer.close();
    reader.close();
  });

  async function begin(): Promise<Subject> {
    await observer.dangerouslyClearAll();
    return makeSubject(observer);
  }

  /** What becomes of a dataset when all goes well, and by which operations. */
  async function rehearse(mutation: Mutation) {
    const made = await begin();
    subject.plan(0, null);
    expect(await errorOf(subject.storage, mutation, made)).toBeNull();
    const operations = [...subject.operations()];
    await expectNoProblems(observer);
    return { operations, changed: withoutIdentity(await readStoredRows(reader)) };
  }

  async function runWithFault(mutation: Mutation, made: Subject, after: number, fault: Fault) {
    const before = subject.injected();
    subject.plan(after, fault);
    const error = await subject.settle(fault, errorOf(subject.storage, mutation, made));
    expect(subject.injected()).toBe(before + 1);
    subject.plan(0, null);
    return error;
  }

  describe.each(Object.entries(MUTATIONS))('%s', (_, mutation) => {
    it('leaves the old state or the new one, and says which may be', async () => {
      const { operations, changed } = await rehearse(mutation);
      const faults = operations.map((operation) => subject.faultsOf(operation));
      expect(faults.flat()).not.toEqual([]);

      for (const [after, operation] of operations.entries()) {
        for (const fault of faults[after] ?? []) {
          const made = await begin();
          const rows = await readStoredRows(reader);
          const versions = await snapshotsOf(observer, made);
          const error = await runWithFault(mutation, made, after, fault);
          const left = await readStoredRows(reader);
          const wasChanged = JSON.stringify(left) !== JSON.stringify(rows);
          if (wasChanged) {
            expect(withoutIdentity(left)).toStrictEqual(changed);
            await expectNoProblems(observer);
            if (mutation.rewritesHistory !== true) {
              const kept = (await snapshotsOf(observer, made)).slice(0, versions.length);
              expect(kept).toStrictEqual(versions);
            }
          }
          if (subject.isHarmless(fault)) {
            expect(error).toBeNull();
            expect(wasChanged).toBe(true);
          } else {
            expectHonest(error, wasChanged);
            if (subject.isCertain(operation, fault)) {
              expect(error).toMatchObject({ details: { outcome: 'unchanged' } });
            }
            if (mutation.repeats !== true) {
              await expectOnceAfterRetry(subject.storage, mutation, made, wasChanged);
              expect(withoutIdentity(await readStoredRows(reader))).toStrictEqual(changed);
            }
          }
        }
      }
    });
  });
}
