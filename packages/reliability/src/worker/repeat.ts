import { setTimeout as delay } from 'node:timers/promises';
import { DatasetsError, type DatasetsStorage } from '@mastra-datasets/core';
import { perform, type Call, type Outcome } from './call.js';
import { findApplied } from './find-applied.js';
import type { Job } from './messages.js';

/** How often a call is repeated before the storage counts as lost. */
const MOST_REPEATS = 2_000;

/** How long a repetition waits: with all of them, a server has time to start on a busy machine. */
const REPEAT_INTERVAL_MS = 10;

/** What a repeated call is refused with when it had been applied already, and for other reasons. */
const REFUSALS: ReadonlySet<string> = new Set(['ITEM_EXISTS', 'VERSION_CONFLICT']);

/** What became of a call in the end, and how often it was repeated for that. */
export interface Settled {
  readonly outcome: Outcome;
  readonly repeats: number;
  /** Whether it had been applied by a call that failed. */
  readonly wasApplied: boolean;
}

/**
 * Makes a call, and makes it again while the storage fails, by what the errors say: when nothing
 * was changed, the same call is safe; when nobody knows, the same call is safe as well if it has an
 * `externalId` or an `expectedVersion`, since it is refused if it had been applied. Rejects with
 * what refuses it otherwise.
 */
export async function performOnce(storage: DatasetsStorage, call: Call): Promise<Settled> {
  let mayBeApplied = false;
  for (let repeats = 0; ; repeats += 1) {
    try {
      return { outcome: await perform(storage, call), repeats, wasApplied: false };
    } catch (error) {
      if (!(error instanceof DatasetsError)) throw error;
      if (REFUSALS.has(error.code) && mayBeApplied) {
        const outcome = await untilRead(() => findApplied(storage, call));
        if (outcome !== null) return { outcome, repeats, wasApplied: true };
      }
      if (!mayRepeat(error) || repeats === MOST_REPEATS) throw error;
      if (error.details['outcome'] !== 'unchanged') mayBeApplied = true;
      await delay(REPEAT_INTERVAL_MS);
    }
  }
}

/** Reads again while the storage fails, for processes that expect outages. */
async function untilRead<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await read();
    } catch (error) {
      const isFailure = error instanceof DatasetsError && mayRepeat(error);
      if (!isFailure || repeats === MOST_REPEATS) throw error;
      await delay(REPEAT_INTERVAL_MS);
    }
  }
}

/** How a process reads: a failure where no outage is expected ends it. */
export function readerFor({ outages }: Pick<Job, 'outages'>): typeof untilRead {
  return outages ? untilRead : (read) => read();
}

function mayRepeat({ code }: DatasetsError): boolean {
  return code === 'STORAGE_BUSY' || code === 'STORAGE_FAILED';
}
