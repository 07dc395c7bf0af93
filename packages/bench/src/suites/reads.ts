import { measureWarmRounds, toRow } from '../measure/rounds.js';
import type { Sample } from '../measure/sample.js';
import { pathOf } from '../entrants.js';
import { OurFileContender } from '../contenders/our-file.js';
import { takeSample } from '../measure/sample.js';
import type { Work } from '../results.js';
import type { Run } from '../run.js';
import type { BasicSubject } from '../subject.js';
import { diff, iterate, iterationMemory } from '../work/ours-only.js';
import { listNextPage, listPage, readItems, readOldItems, readSnapshot } from '../work/reads.js';
import { versionsOf, type Prepared } from './prepared.js';

/** How many changes the compared versions are apart. */
export const DIFF_CHANGES = 10;

/** Measures a row of reads. */
async function measureReads<Subject extends BasicSubject>(
  run: Run,
  { store, size }: Prepared,
  work: Work,
  subjects: readonly Subject[],
  measure: (subject: Subject) => Promise<Sample>,
): Promise<void> {
  const rounds = await measureWarmRounds(run.plan.rounds, subjects, measure);
  run.rows.push(toRow({ store, work, size }, rounds));
}

/** How many items a sample reads one by one. */
function readCount({ plan }: Run, { store }: Prepared): number {
  return store === 'file' ? plan.operations.pointReads : plan.operations.memoryReads;
}

/** Measures what reads the current state. */
export async function measureCurrentReads(run: Run, prepared: Prepared): Promise<void> {
  const { operations, perPage } = run.plan;
  const { all, full, ours } = prepared;
  const pages = { perPage, count: operations.pages };
  await measureReads(run, prepared, 'pointRead', all, (subject) =>
    readItems(subject, readCount(run, prepared)),
  );
  await measureReads(run, prepared, 'firstPage', full, (subject) =>
    listPage(subject, { ...pages, page: 'first' }),
  );
  await measureReads(run, prepared, 'lastPage', full, (subject) =>
    listPage(subject, { ...pages, page: 'last' }),
  );
  // The peer has no cursors: its page at the same place is one by offset.
  await measureReads(run, prepared, 'cursorPage', full, (subject) =>
    subject === ours
      ? listNextPage(ours, { ...pages, page: 'last' })
      : listPage(subject, { ...pages, page: 'last' }),
  );
}

/** Measures what reads whole versions and old ones. */
export async function measureVersionReads(run: Run, prepared: Prepared): Promise<void> {
  const { operations, perPage } = run.plan;
  const { all, editing, full, ours } = prepared;
  const pages = { perPage, count: operations.pages };
  await measureReads(run, prepared, 'snapshotLatest', all, (subject) =>
    readSnapshot(subject, versionsOf(prepared, subject).latest),
  );
  await measureReads(run, prepared, 'snapshotMiddle', editing, (subject) =>
    readSnapshot(subject, versionsOf(prepared, subject).middle),
  );
  await measureReads(run, prepared, 'snapshotFirst', editing, (subject) =>
    readSnapshot(subject, versionsOf(prepared, subject).first),
  );
  await measureReads(run, prepared, 'pointReadOld', editing, (subject) =>
    readOldItems(subject, readCount(run, prepared), versionsOf(prepared, subject).first),
  );
  await measureReads(run, prepared, 'pageOld', full, (subject) =>
    listPage(subject, { ...pages, page: 'first', version: versionsOf(prepared, subject).first }),
  );
  const { beforeLast, latest } = versionsOf(prepared, ours);
  await measureReads(run, prepared, 'diff', [ours], () =>
    diff(ours, beforeLast, latest, DIFF_CHANGES),
  );
  await measureReads(run, prepared, 'iterate', [ours], iterate);
  const { store, size } = prepared;
  run.iterationMemory.push({
    store,
    size,
    label: ours.contender.label,
    value: await iterationMemory(ours),
  });
}

/** Measures the opening of a file that holds a dataset. */
export async function measureInitialize(run: Run, prepared: Prepared): Promise<void> {
  const { name, ours } = prepared;
  await measureReads(run, prepared, 'initialize', [ours], () =>
    takeSample(ours.contender, 1, async () => {
      const opened = await OurFileContender.open(pathOf(run.folder, 'ours', name));
      await opened.close();
    }),
  );
}
