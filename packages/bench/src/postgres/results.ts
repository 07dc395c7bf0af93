import { median } from 'simple-statistics';
import type { Role } from '../contenders/contender.js';
import { medianRatio, type Rounds } from '../measure/rounds.js';
import { costOf, waitOf } from '../measure/sample.js';

/** The rows, and what one operation is. */
export const POSTGRES_WORKS = {
  bulkAdd: 'bulk add, an item',
  updateOne: 'update one',
  pointRead: 'point read',
  firstPage: 'first page',
  snapshot: 'snapshot of the latest',
  addConcurrently: 'add concurrently, an item',
} as const;

/** @see POSTGRES_WORKS */
export type PostgresWork = keyof typeof POSTGRES_WORKS;

/** Milliseconds an operation, without commit waits. */
interface Figure {
  readonly median: number;
  readonly commitWait: number;
  readonly samples: readonly number[];
}

/** What one kind of work costs at one size. */
export interface PostgresRow {
  readonly work: PostgresWork;
  readonly size: number;
  readonly ours: Figure;
  readonly peer: Figure | null;
  readonly limit: Figure | null;
  readonly fasterThanPeer: number | null;
  readonly slowerThanLimit: number | null;
}

/** What a run measured. */
export interface PostgresResults {
  readonly mode: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly questions: string;
  readonly rows: readonly PostgresRow[];
  readonly targets: readonly {
    readonly what: string;
    readonly wanted: string;
    readonly measured: string;
    readonly outcome: 'pass' | 'miss' | 'not measured';
  }[];
}

type Target = PostgresResults['targets'][number];

/** Puts the samples of a row together. */
export function toPostgresRow(work: PostgresWork, size: number, rounds: Rounds): PostgresRow {
  const figureOf = (role: Role): Figure | null => {
    const samples = rounds.get(role);
    if (samples === undefined || samples.length === 0) return null;
    const costs = samples.map(costOf);
    return { median: median(costs), commitWait: median(samples.map(waitOf)), samples: costs };
  };
  const [ours, peer, limit] = [figureOf('ours'), figureOf('peer'), figureOf('limit')];
  if (ours === null) throw new Error(`${work} has no samples of ours.`);
  return {
    work,
    size,
    ours,
    peer,
    limit,
    fasterThanPeer: peer === null ? null : medianRatio(peer.samples, ours.samples),
    slowerThanLimit: limit === null ? null : medianRatio(ours.samples, limit.samples),
  };
}

/** What counts as the driver's limit: this many times what `pg` alone takes. */
const AT_LIMIT = 1.5;

/** Judges what was wanted of each row. */
export function judgePostgres(rows: readonly PostgresRow[]): Target[] {
  return rows.flatMap((each) => {
    const what = `${POSTGRES_WORKS[each.work]}, ${each.size.toLocaleString('en')} items`;
    switch (each.work) {
      case 'bulkAdd':
        return [againstPeer(what, each, 5)];
      case 'updateOne':
      case 'pointRead':
        return [each.size < 100_000 ? againstPeer(what, each, 1) : atPeerOrLimit(what, each)];
      case 'snapshot':
        return [againstLimit(what, each)];
      default:
        return [];
    }
  });
}

function ratio(value: number | null, unit: string): string {
  return value === null ? '–' : `${value.toPrecision(3)} ${unit}`;
}

function againstPeer(what: string, { fasterThanPeer }: PostgresRow, least: number): Target {
  return {
    what,
    wanted: `at least ${least} times as fast as the peer`,
    measured: ratio(fasterThanPeer, 'times'),
    outcome: outcomeOf(fasterThanPeer, (value) => value >= least),
  };
}

function againstLimit(what: string, { slowerThanLimit }: PostgresRow): Target {
  return {
    what,
    wanted: `at most ${AT_LIMIT} times what pg alone takes`,
    measured: ratio(slowerThanLimit, 'times'),
    outcome: outcomeOf(slowerThanLimit, (value) => value <= AT_LIMIT),
  };
}

function atPeerOrLimit(what: string, row: PostgresRow): Target {
  const peer = againstPeer(what, row, 5);
  const limit = againstLimit(what, row);
  return {
    what,
    wanted: `${peer.wanted}, or ${limit.wanted}`,
    measured: `${peer.measured}, or ${limit.measured}`,
    outcome: limit.outcome === 'pass' ? 'pass' : peer.outcome,
  };
}

function outcomeOf(value: number | null, met: (value: number) => boolean): Target['outcome'] {
  if (value === null) return 'not measured';
  return met(value) ? 'pass' : 'miss';
}
