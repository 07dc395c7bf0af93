import { rm } from 'node:fs/promises';
import type { Role } from '../contenders/contender.js';
import { entrantsOf, pathOf, type Entrant } from '../entrants.js';
import { measureRounds, toRow, type Rounds } from '../measure/rounds.js';
import type { Sample } from '../measure/sample.js';
import type { Store } from '../results.js';
import { firstQuestions, type Run } from '../run.js';
import { BasicSubject, isEditing } from '../subject.js';
import { bulkAdd, bulkDelete } from '../work/bulk.js';

/** Measures what fills and empties a dataset, each time in a fresh store. */
export async function measureBulk(run: Run, store: Store, size: number): Promise<void> {
  const { plan, peers, folder } = run;
  const questions = firstQuestions(run, size);
  const entrants = entrantsOf(store, peers, folder);
  const deletions: Rounds = new Map<Role, Sample[]>();
  const bytes = new Map<string, number>();

  const additions = await measureRounds(plan.rounds, entrants, async (entrant, round) => {
    const name = `bulk-${size}-${round}`;
    const contender = await entrant.open(name);
    const subject = await BasicSubject.create(contender);
    const before = await contender.usedBytes();
    const sample = await bulkAdd(subject, questions);
    const after = await contender.usedBytes();
    if (before !== null && after !== null) bytes.set(contender.label, after - before);
    if (isEditing(subject)) {
      const count = deleteCount(run, entrant, store, size);
      const samples = deletions.get(entrant.role) ?? [];
      deletions.set(entrant.role, [...samples, await bulkDelete(subject, count)]);
    }
    await contender.close();
    await removeDatabase(pathOf(folder, entrant.role, name));
    return sample;
  });

  run.rows.push(
    toRow({ store, work: 'bulkAdd', size }, additions),
    toRow({ store, work: 'bulkDelete', size }, deletions),
  );
  for (const [label, value] of bytes) {
    run.bytesPerItem.push({ store, size, label, value: value / size });
  }
}

/** Half of the items, or as many as there is time for where each costs a walk over all of them. */
function deleteCount({ plan }: Run, { role }: Entrant, store: Store, size: number): number {
  const half = Math.ceil(size / 2);
  if (role !== 'peer' || store === 'memory') return half;
  return Math.min(half, Math.floor(plan.peerDeleteVisits / size));
}

/** Removes a file with what belongs to it, or a folder. */
async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) {
    await rm(`${path}${suffix}`, { recursive: true, force: true });
  }
}
