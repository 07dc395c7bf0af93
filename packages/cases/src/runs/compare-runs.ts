import type { DatasetsStorage } from '@mastra-datasets/core';
import { mean } from 'simple-statistics';
import { changedCases } from './changed-cases.js';
import { intervalOfMean, type DifferenceInterval } from './mean-difference.js';
import type { CaseResult, EvaluationRun } from './run-file.js';

/** How a case did in two runs. */
export interface ComparedCase {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

/** A case of both runs that one of them, or both, has no score of. */
export interface UnscoredCase {
  readonly id: string;
  readonly before: number | null;
  readonly after: number | null;
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
    /** `null` for fewer than ten cases, of which too little can be said. */
    readonly interval: DifferenceInterval | null;
  };
  /** Cases whose content changed between the two versions, or was removed since. */
  readonly changed: GroupOfCases<ComparedCase>;
  /** Cases without a score in one of the runs, such as where the program failed. */
  readonly unscored: readonly UnscoredCase[];
  /** Cases that only the later run has. */
  readonly added: GroupOfCases<CaseResult>;
  /** Cases that only the earlier run has. */
  readonly removed: GroupOfCases<CaseResult>;
}

/** @see compareRuns */
export interface CompareRunsOptions {
  /** Where the two versions are; not needed for two runs of the same cases. */
  readonly storage?: DatasetsStorage | undefined;
  /** The seed of the bootstrap, an integer; default 0. */
  readonly seed?: number | undefined;
}

/**
 * Compares two runs case by case. Cases that came, went or changed between the runs are kept apart, so
 * that no average mixes them with a change of the program.
 *
 * Rejects with `RUN_INVALID` for runs of two datasets, of two versions without a storage, and where the
 * storage does not have the cases that a run was measured on; and with the errors of the storage.
 */
export async function compareRuns(
  before: EvaluationRun,
  after: EvaluationRun,
  { storage, seed = 0 }: CompareRunsOptions = {},
): Promise<RunComparison> {
  const changed = await changedCases(before, after, storage);
  const earlier = scoresOf(before.results);
  const later = scoresOf(after.results);
  const shared = [...earlier]
    .filter(([id]) => later.has(id))
    .map(([id, score]) => ({ id, before: score, after: later.get(id) ?? null }));
  const both = shared.filter(isScored);
  const same = both.filter(({ id }) => !changed.has(id));
  const differences = same.map((one) => one.after - one.before);
  const added = only(later, earlier);
  const removed = only(earlier, later);
  return {
    same: {
      ...groupOf(same),
      difference: meanOf(differences),
      interval: intervalOfMean(differences, seed),
    },
    changed: groupOf(both.filter(({ id }) => changed.has(id))),
    unscored: shared.filter((one) => !isScored(one)),
    added: { cases: added, before: null, after: meanOf(added.map(({ score }) => score)) },
    removed: { cases: removed, before: meanOf(removed.map(({ score }) => score)), after: null },
  };
}

type Scores = ReadonlyMap<string, number | null>;

function isScored(one: UnscoredCase): one is ComparedCase {
  return one.before !== null && one.after !== null;
}

/** The cases that only one run has. */
function only(scores: Scores, others: Scores): CaseResult[] {
  return [...scores].filter(([id]) => !others.has(id)).map(([id, score]) => ({ id, score }));
}

/** The mean score of each case; `null` where it has none. */
function scoresOf(results: readonly CaseResult[]): Scores {
  const trials = new Map<string, number[]>();
  for (const { id, score } of results) {
    const scores = trials.get(id) ?? [];
    if (score !== null) scores.push(score);
    trials.set(id, scores);
  }
  return new Map([...trials].map(([id, scores]) => [id, meanOf(scores)]));
}

function groupOf(cases: readonly ComparedCase[]): GroupOfCases<ComparedCase> {
  return {
    cases,
    before: meanOf(cases.map(({ before }) => before)),
    after: meanOf(cases.map(({ after }) => after)),
  };
}

/** The mean of the numbers that there are. */
function meanOf(numbers: readonly (number | null)[]): number | null {
  const present = numbers.filter((number) => number !== null);
  return present.length === 0 ? null : mean(present);
}
