import type { DatasetsStorage } from '@mastra-datasets/core';
import { median } from 'simple-statistics';
import { OurContender } from '../contenders/ours.js';
import { entrantsOf } from '../entrants.js';
import { medianRatio } from '../measure/rounds.js';
import { costOf, takeSample } from '../measure/sample.js';
import type { Cost, Store } from '../results.js';
import { firstQuestions, type Run } from '../run.js';

import { check } from '../check.js';
import {
  fillDataset,
  iterateSelected,
  listOwned,
  listSelected,
  makeDatasets,
  RARE,
} from '../work/finding.js';

const PER_PAGE = 50;
/** From how many items on a page of few matches must not cost much of an iteration. */
const PUSHED_DOWN_FROM = 100_000;

const SAMPLE = { fraction: 0.5, seed: 'bench' };

/** Work that is compared with other work of the same storage. */
interface Compared {
  readonly label: string;
  readonly against: string;
  /** How many times its base it may cost; `null` where nothing is wanted. */
  readonly most: number | null;
  readonly work: () => Promise<void>;
  readonly base: () => Promise<void>;
}

/** Measures what selections cost against an iteration over the same items. */
export async function measureFinding(run: Run, store: Store, size: number): Promise<void> {
  const contender = await openOurs(run, store, `finding-${size}`);
  const { storage } = contender;
  const datasetId = await fillDataset(storage, firstQuestions(run, size));
  const everything = 'an iteration over all items';
  const base = () => iterateSelected(storage, { datasetId }, size);
  const page = (input: object) => () => listSelected(storage, { datasetId, ...input }, PER_PAGE);
  const iteration = (input: object, least: number) => () =>
    iterateSelected(storage, { datasetId, ...input }, least);
  const pageMost = size < PUSHED_DOWN_FROM ? null : 0.1;
  const works: readonly Omit<Compared, 'against' | 'base'>[] = [
    {
      label: 'where that all items match',
      most: 1.5,
      work: iteration({ where: { 'context.level': { $gte: 0 } } }, size),
    },
    {
      label: 'where that one of ten matches',
      most: 1.5,
      work: iteration({ where: { 'context.level': 3 } }, 1),
    },
    { label: 'sample of half', most: 1.5, work: iteration({ sample: SAMPLE }, 1) },
    { label: 'page of 50 of a split of 1 %', most: pageMost, work: page({ splits: [RARE.split] }) },
    {
      label: 'page of 50 of a search that 1 % match',
      most: pageMost,
      work: page({ search: RARE.word }),
    },
  ];
  for (const work of works) {
    await compare(run, contender, { store, size }, { ...work, against: everything, base });
  }
  await contender.close();
}

/** Measures a list of datasets by an attribute among many datasets and among few. */
export async function measureOwnedDatasets(run: Run): Promise<void> {
  const { few, many } = run.plan.datasets;
  const small = await openOurs(run, 'file', 'datasets-few');
  const large = await openOurs(run, 'file', 'datasets-many');
  await makeDatasets(small.storage, few);
  await makeDatasets(large.storage, many);
  await compare(
    run,
    large,
    { store: 'file', size: many },
    {
      label: 'list of datasets by an attribute',
      most: 2,
      against: `the same among ${few.toLocaleString('en')} datasets`,
      work: repeat(run, large.storage),
      base: repeat(run, small.storage),
    },
  );
  await small.close();
  await large.close();
}

function repeat({ plan }: Run, storage: DatasetsStorage): () => Promise<void> {
  return async () => {
    for (let index = 0; index < plan.operations.pages; index += 1) {
      await listOwned(storage, PER_PAGE);
    }
  };
}

async function openOurs(run: Run, store: Store, name: string): Promise<OurContender> {
  const [entrant] = entrantsOf(store, run.peers, run.folder);
  const contender = await entrant?.open(name);
  check(contender instanceof OurContender, 'ours takes no part');
  return contender;
}

async function compare(
  run: Run,
  contender: OurContender,
  { store, size }: Pick<Cost, 'store' | 'size'>,
  { label, against, most, work, base }: Compared,
): Promise<void> {
  const costs: Record<'work' | 'base', number[]> = { work: [], base: [] };
  // The first round only warms up.
  for (let round = 0; round <= run.plan.rounds; round += 1) {
    const ofWork = costOf(await takeSample(contender, 1, work));
    const ofBase = costOf(await takeSample(contender, 1, base));
    if (round === 0) continue;
    costs.work.push(ofWork);
    costs.base.push(ofBase);
  }
  run.costs.push({
    ...{ store, size, label, against, most },
    median: median(costs.work),
    base: median(costs.base),
    ratio: medianRatio(costs.work, costs.base),
  });
}
