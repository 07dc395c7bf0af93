import { measureRounds, measureWarmRounds, toRow } from '../measure/rounds.js';
import type { Run } from '../run.js';
import { addConcurrently, addItems, deleteItems, updateItems } from '../work/writes.js';
import { freshFor, versionsOf, type Prepared } from './prepared.js';
import { DIFF_CHANGES } from './reads.js';

/** Measures the edits that make the versions to read: half before the middle version. */
export async function measureEdits(run: Run, prepared: Prepared): Promise<void> {
  const { rounds, operations } = run.plan;
  const { store, size, editing } = prepared;
  const half = Math.ceil(operations.updates / 2);
  const updates = await measureRounds(rounds, editing, async (subject, round) => {
    const fresh = freshFor(prepared, subject);
    const atMiddle = round === Math.floor(rounds / 2);
    const before = await updateItems(subject, half, fresh);
    if (atMiddle) versionsOf(prepared, subject).middle = await subject.markVersion();
    const after = await updateItems(subject, operations.updates - half, fresh);
    return {
      operations: before.operations + after.operations,
      milliseconds: before.milliseconds + after.milliseconds,
      waited: before.waited + after.waited,
    };
  });
  run.rows.push(toRow({ store, work: 'updateOne', size }, updates));
  for (const subject of editing) {
    const versions = versionsOf(prepared, subject);
    versions.beforeLast = await subject.markVersion();
    await updateItems(subject, DIFF_CHANGES, freshFor(prepared, subject));
    versions.latest = await subject.markVersion();
  }
}

/** Measures what changes the number of items; what was measured before must not come after. */
export async function measureCountChanges(run: Run, prepared: Prepared): Promise<void> {
  const { rounds, operations } = run.plan;
  const { store, size, editing } = prepared;
  const deletes = await measureWarmRounds(rounds, editing, (subject) =>
    deleteItems(subject, operations.deletes),
  );
  const adds = await measureWarmRounds(rounds, editing, (subject) =>
    addItems(subject, operations.adds, freshFor(prepared, subject)),
  );
  run.rows.push(
    toRow({ store, work: 'deleteOne', size }, deletes),
    toRow({ store, work: 'addOne', size }, adds),
  );
}

/** Measures additions that are in flight together. */
export async function measureConcurrency(run: Run, prepared: Prepared): Promise<void> {
  const { store, size, full } = prepared;
  const adds = await measureWarmRounds(run.plan.rounds, full, (subject) =>
    addConcurrently(subject, run.plan.operations.concurrentAdds, freshFor(prepared, subject)),
  );
  run.rows.push(toRow({ store, work: 'addConcurrently', size }, adds));
}
