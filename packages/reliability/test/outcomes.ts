import { reportFigure } from '@mastra-datasets/test-servers';
import { expect } from 'vitest';
import type {
  runBesideWriter,
  runCompetition,
  runKills,
  runMerges,
  runServerKills,
} from '../src/index.js';

/** The slowest process has to make one merge for so many of the fastest. */
const LEAST_PART = 20;

/** What a scenario found out. */
type FiguresOf<Scenario extends (options: never) => Promise<unknown>> = Awaited<
  ReturnType<Scenario>
>;

/**
 * Reports the figures of processes that merged into one item, and expects that none of them lost a
 * merge, or stood still while others merged.
 */
export function concludeMerges(
  { merges, versions, ofSlowest, lost }: FiguresOf<typeof runMerges>,
  mergesPerProcess: number,
): void {
  reportFigure('merges of processes into one item, none lost', merges);
  expect(lost).toStrictEqual([]);
  expect(versions).toBe(merges);
  expect(ofSlowest).toBeGreaterThan(mergesPerProcess / LEAST_PART);
}

/** Reports the figures of processes that competed, and expects that nothing was lost. */
export function concludeCompetition(figures: FiguresOf<typeof runCompetition>, seed: number): void {
  reportFigure('mutations by competing processes', figures.mutations);
  reportFigure('reads of pinned versions meanwhile', figures.reads);
  expectNoLoss(figures.lost, seed);
}

/** Reports the figures of processes that were killed, and expects that nothing was lost. */
export function concludeKills(figures: FiguresOf<typeof runKills>, seed: number): void {
  reportFigure('kills of processes survived', figures.kills);
  reportFigure('mutations acknowledged before kills', figures.acknowledged);
  reportFigure('unanswered calls that were applied, whole', figures.appliedWithoutAnswer);
  expectNoLoss(figures.lost, seed);
}

/** Reports the figures of a server that was killed, and expects that nothing was lost. */
export function concludeServerKills(figures: FiguresOf<typeof runServerKills>, seed: number): void {
  reportFigure('kills of servers survived', figures.kills);
  reportFigure('mutations around kills of servers', figures.mutations);
  reportFigure('calls repeated after kills of servers', figures.repeats);
  reportFigure('calls found applied without an answer', figures.recovered);
  expectNoLoss(figures.lost, seed);
}

/** Reports what operations took beside a writer, and expects that the writer wrote all the time. */
export function concludeBesideWriter(figures: FiguresOf<typeof runBesideWriter>): void {
  const foreignCommits = figures.reduce((sum, figure) => sum + figure.foreignCommits, 0);
  reportFigure('operations completed beside a writer', figures.length);
  reportFigure('commits of that writer meanwhile', foreignCommits);
  expect(foreignCommits).toBeGreaterThan(figures.length);
}

function expectNoLoss(lost: readonly string[], seed: number): void {
  reportFigure('acknowledged mutations lost', lost.length);
  expect(lost, `with RELIABILITY_SEED=${seed}`).toEqual([]);
}
