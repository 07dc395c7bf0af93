import type { Sample } from '../measure/sample.js';
import { measureInTurns } from '../measure/rounds.js';
import type { Growth, Work } from '../results.js';
import type { Run } from '../run.js';
import type { OurSubject } from '../subject.js';
import { diff } from '../work/ours-only.js';
import { listNextPage, listPage, readItems, readOldItems } from '../work/reads.js';
import { deleteItems, updateItems } from '../work/writes.js';
import { freshFor, versionsOf, type Prepared } from './prepared.js';
import { DIFF_CHANGES } from './reads.js';

type GrowthWork = (subject: OurSubject, prepared: Prepared) => Promise<Sample>;

function growthWorks({ plan }: Run): ReadonlyMap<Work, GrowthWork> {
  const { operations, perPage } = plan;
  const pages = { perPage, count: operations.pages };
  return new Map<Work, GrowthWork>([
    ['pointRead', (subject) => readItems(subject, operations.pointReads)],
    ['cursorPage', (subject) => listNextPage(subject, { ...pages, page: 'last' })],
    [
      'pointReadOld',
      (subject, prepared) =>
        readOldItems(subject, operations.pointReads, versionsOf(prepared, subject).first),
    ],
    [
      'pageOld',
      (subject, prepared) => {
        const version = versionsOf(prepared, subject).first;
        return listPage(subject, { ...pages, page: 'first', version });
      },
    ],
    [
      'diff',
      (subject, prepared) => {
        const { beforeLast, latest } = versionsOf(prepared, subject);
        return diff(subject, beforeLast, latest, DIFF_CHANGES);
      },
    ],
    [
      'updateOne',
      (subject, prepared) => updateItems(subject, operations.updates, freshFor(prepared, subject)),
    ],
    ['deleteOne', (subject) => deleteItems(subject, operations.deletes)],
  ]);
}

/** Measures what rows cost on the largest dataset against the smallest. */
export async function measureGrowth(run: Run, small: Prepared, large: Prepared): Promise<Growth[]> {
  const growth: Growth[] = [];
  for (const [work, measure] of growthWorks(run)) {
    const {
      work: ofLarge,
      base: ofSmall,
      ratio,
    } = await measureInTurns(
      run.plan.rounds,
      () => measure(large.ours, large),
      () => measure(small.ours, small),
    );
    growth.push({
      work,
      small: { size: small.size, median: ofSmall },
      large: { size: large.size, median: ofLarge },
      ratio,
    });
  }
  return growth;
}
