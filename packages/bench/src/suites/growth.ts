import { median } from 'simple-statistics';
import { costOf, type Sample } from '../measure/sample.js';
import { medianRatio } from '../measure/rounds.js';
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

/** Measures small and large in turns, so that a busy machine slows both alike. */
export async function measureGrowth(run: Run, small: Prepared, large: Prepared): Promise<Growth[]> {
  const growth: Growth[] = [];
  for (const [work, measure] of growthWorks(run)) {
    const costs: Record<'small' | 'large', number[]> = { small: [], large: [] };
    // The first round only warms up.
    for (let round = 0; round <= run.plan.rounds; round += 1) {
      const ofSmall = costOf(await measure(small.ours, small));
      const ofLarge = costOf(await measure(large.ours, large));
      if (round === 0) continue;
      costs.small.push(ofSmall);
      costs.large.push(ofLarge);
    }
    growth.push({
      work,
      small: { size: small.size, median: median(costs.small) },
      large: { size: large.size, median: median(costs.large) },
      ratio: medianRatio(costs.large, costs.small),
    });
  }
  return growth;
}
