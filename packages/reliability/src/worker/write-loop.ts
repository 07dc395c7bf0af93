import { DatasetsError, type DatasetsStorage } from '@mastra-datasets/core';
import { writeEntry } from '../journal.js';
import { Random } from '../random.js';
import { perform, type Call } from './call.js';
import type { Job } from './messages.js';
import { Planner } from './planner.js';
import { performOnce, type Settled } from './repeat.js';
import type { Tally } from './tally.js';

/** What may come of the changes that other processes make at the same time. */
const CONFLICTS: ReadonlySet<string> = new Set(['ITEM_NOT_FOUND', 'VERSION_CONFLICT']);

/** How many calls a loop makes before it looks at its dataset again. */
const CALLS_BETWEEN_LOOKS = 25;

let calls = 0;

/** What the loops of a process share. */
export interface LoopContext {
  readonly storage: DatasetsStorage;
  readonly job: Job;
  readonly tally: Tally;
  /** Makes a read; makes it again while the storage fails, but only where outages are expected. */
  readonly read: <Result>(read: () => Promise<Result>) => Promise<Result>;
  /** Whether loops without an end are to end. */
  readonly isStopped: () => boolean;
}

/** Makes a call, writes down what was asked and answered, and gives the answer; `null` if refused. */
export async function callAndRecord(
  { storage, job, tally }: LoopContext,
  call: Call,
): Promise<Settled['outcome'] | null> {
  const number = (calls += 1);
  const { datasetId, changes } = call;
  writeEntry({ type: 'begun', call: number, datasetId, changes: [...changes] });
  try {
    const { outcome, repeats, wasApplied } = job.outages
      ? await performOnce(storage, call)
      : { outcome: await perform(storage, call), repeats: 0, wasApplied: false };
    const { version, results } = outcome;
    const time = version === null ? null : version.toISOString();
    writeEntry({
      type: 'done',
      call: number,
      version: time,
      results: results === null ? null : [...results],
    });
    tally.count('repeats', repeats);
    tally.count('recovered', wasApplied ? 1 : 0);
    tally.count('mutations');
    return outcome;
  } catch (error) {
    if (!(error instanceof DatasetsError) || !CONFLICTS.has(error.code)) throw error;
    writeEntry({ type: 'refused', call: number, code: error.code });
    tally.count('conflicts');
    return null;
  }
}

/** Changes one dataset after the other, in calls that are awaited. */
export async function writeLoop(context: LoopContext, loop: number): Promise<void> {
  const { storage, job, isStopped, read } = context;
  const random = new Random(job.seed + loop);
  const planners = job.datasetIds.map(
    (datasetId) => new Planner(job, datasetId, random, `${job.name}-${loop}-${datasetId}`),
  );
  const end = job.callsPerWriter ?? Infinity;
  for (let call = 0; call < end && !isStopped(); call += 1) {
    const planner = planners[call % planners.length];
    if (planner === undefined) return;
    const isFirstOfLook = Math.floor(call / planners.length) % CALLS_BETWEEN_LOOKS === 0;
    if (isFirstOfLook) await read(() => planner.refresh(storage));
    const outcome = await callAndRecord(context, planner.next());
    if (outcome === null) await read(() => planner.refresh(storage));
    else planner.learn(outcome);
  }
}
