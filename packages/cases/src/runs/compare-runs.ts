import type { DatasetsStorage } from '@mastra-datasets/core';
import { mean } from 'simple-statistics';
import { CasesError } from '../errors.js';
import { intervalOfMean, type DifferenceInterval } from './mean-difference.js';
import type { CaseResult, EvaluationRun } from './run-file.js';

/** How a case did in two runs. */
export interface ComparedCase {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

/** Scores of some cases; `null` where there is none. */
export interface GroupOfCases<Case> {
  readonly cases: readonly Case[];
  readonly before: number | null;
  readonly after: number | null;
}

/** What differs between two runs, apart for cases that are not the same in both. */
export interface RunComparison {
  /** Cases with the same content in both runs: only their difference tells of the program. */
  readonly same: GroupOfCases<ComparedCase> & {
    /** The mean of the differences; `null` where no case is the same. */
    readonly difference: number | null;
    /** `null` for fewer than two cases. */
    readonly interval: DifferenceInterval | null;
  };
  /** Cases whose content changed between the two versions. */
  readonly changed: GroupOfCases<ComparedCase>;
  /** Cases that only the later run has. */
  readonly added: GroupOfCases<CaseResult>;
  /** Cases that only the earlier run has. */
  readonly removed: GroupOfCases<CaseResult>;
}

/** @see compareRuns */
export interface CompareRunsOptions {
  /** Where the two versions are; not needed when both runs have one digest. */
  readonly storage?: DatasetsStorage | undefined;
  /** The seed of the bootstrap, an integer; default 0. */
  readonly seed?: number | undefined;
}

/**
 * Compares two runs case by case. Cases that came, went or changed between the runs are kept apart, so
 * that no average mixes them with a change of the program.
 *
 * Rejects with `RUN_INVALID` for runs of two datasets, or of two versions without a storage; and with
 * the errors of the storage.
 */
export async function compareRuns(
  before: EvaluationRun,
  after: EvaluationRun,
  { storage, seed = 0 }: CompareRunsOptions = {},
): Promise<RunComparison> {
  const changed = await changedCases(before, after, storage);
  const earlier = scoresOf(before.results);
  const later = scoresOf(after.results);
  const both = [...earlier].flatMap(([id, score]): ComparedCase[] => {
    const other = later.get(id);
    return other === undefined ? [] : [{ id, before: score, after: other }];
  });
  const same = both.filter(({ id }) => !changed.has(id));
  const differences = same.map((one) => one.after - one.before);
  const only = (scores: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>) =>
    [...scores].filter(([id]) => !others.has(id)).map(([id, score]) => ({ id, score }));
  const added = only(later, earlier);
  const removed = only(earlier, later);
  return {
    same: {
      ...groupOf(same),
      difference: meanOf(differences),
      interval: intervalOfMean(differences, seed),
    },
    changed: groupOf(both.filter(({ id }) => changed.has(id))),
    added: { cases: added, before: null, after: meanOf(added.map(({ score }) => score)) },
    removed: { cases: removed, before: meanOf(removed.map(({ score }) => score)), after: null },
  };
}

/** The ids of the cases whose content differs between the versions of two runs. */
async function changedCases(
  before: EvaluationRun,
  after: EvaluationRun,
  storage: DatasetsStorage | undefined,
): Promise<ReadonlySet<string>> {
  const { datasetId } = before.lock;
  if (datasetId !== after.lock.datasetId) {
    throw new CasesError('RUN_INVALID', 'The runs are of two datasets, so they share no case.', {
      details: { before: datasetId, after: after.lock.datasetId },
    });
  }
  if (before.lock.version === after.lock.version) return new Set();
  if (storage === undefined) {
    throw new CasesError(
      'RUN_INVALID',
      'The runs are of two versions, which only their store can compare. Compare them with: mastra-datasets compare-runs',
    );
  }
  const changed = new Set<string>();
  const diff = await storage.diffVersions({
    datasetId,
    from: new Date(before.lock.version),
    to: new Date(after.lock.version),
  });
  for await (const { id } of diff) changed.add(id);
  return changed;
}

/** The mean score of each case. */
function scoresOf(results: readonly CaseResult[]): Map<string, number> {
  const trials = new Map<string, number[]>();
  for (const { id, score } of results) trials.set(id, [...(trials.get(id) ?? []), score]);
  return new Map([...trials].map(([id, scores]) => [id, mean(scores)]));
}

function groupOf(cases: readonly ComparedCase[]): GroupOfCases<ComparedCase> {
  return {
    cases,
    before: meanOf(cases.map(({ before }) => before)),
    after: meanOf(cases.map(({ after }) => after)),
  };
}

function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : mean([...numbers]);
}
