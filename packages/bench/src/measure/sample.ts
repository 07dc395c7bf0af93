import type { BasicContender } from '../contenders/contender.js';

/** One measurement. */
export interface Sample {
  readonly operations: number;
  /** Elapsed, commit waits included. */
  readonly milliseconds: number;
  /** Of these, what commits waited for the clock. */
  readonly waited: number;
}

/** How much the heap may grow before all of its garbage is collected, in bytes. */
const TOLERATED_GARBAGE = 128 * 1024 ** 2;

let heapAfterCollection = 0;

/**
 * The garbage of whoever was measured before is nobody else's cost. A full collection makes the
 * engine forget the code it has optimised for objects of which none is left, which would be
 * somebody's cost too, so the young objects are collected alone while there is little garbage.
 */
function collectGarbage(): void {
  const isFull = process.memoryUsage().heapUsed >= heapAfterCollection + TOLERATED_GARBAGE;
  globalThis.gc?.({ execution: 'sync', type: isFull ? 'major' : 'minor' });
  if (isFull) heapAfterCollection = process.memoryUsage().heapUsed;
}

/** Times some operations of a contender. */
export async function takeSample(
  contender: Pick<BasicContender, 'waited'>,
  operations: number,
  work: () => Promise<void>,
): Promise<Sample> {
  collectGarbage();
  const waitedBefore = contender.waited();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  return { operations, milliseconds, waited: contender.waited() - waitedBefore };
}

/** Milliseconds an operation, without the commit waits. */
export function costOf({ milliseconds, waited, operations }: Sample): number {
  return (milliseconds - waited) / operations;
}

export function waitOf({ waited, operations }: Sample): number {
  return waited / operations;
}
