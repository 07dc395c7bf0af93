import { median } from 'simple-statistics';
import type { Role } from '../contenders/contender.js';
import type { Figure, Row } from '../results.js';
import { costOf, waitOf, type Sample } from './sample.js';

/** The samples of each contender, by round. */
export type Rounds = Map<Role, Sample[]>;

/** Measures every subject once a round, one after the other: ours, peer, limit, ours, peer … */
export async function measureRounds<Subject extends { readonly role: Role }>(
  rounds: number,
  subjects: readonly Subject[],
  measure: (subject: Subject, round: number) => Promise<Sample>,
): Promise<Rounds> {
  const samples: Rounds = new Map(subjects.map(({ role }) => [role, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      samples.get(subject.role)?.push(await measure(subject, round));
    }
  }
  return samples;
}

/**
 * As {@link measureRounds}, after a round that only warms up: most of what was measured before ran
 * other code, and the engine compiles code by and by.
 */
export async function measureWarmRounds<Subject extends { readonly role: Role }>(
  rounds: number,
  subjects: readonly Subject[],
  measure: (subject: Subject) => Promise<Sample>,
): Promise<Rounds> {
  for (const subject of subjects) await measure(subject);
  return measureRounds(rounds, subjects, measure);
}

/** Puts the samples of a row together. */
export function toRow(head: Pick<Row, 'store' | 'work' | 'size'>, rounds: Rounds): Row {
  const figure = (role: Role) => toFigure(rounds.get(role));
  const [ours, peer] = [figure('ours'), figure('peer')];
  const [lance, limit] = [figure('lance'), figure('limit')];
  if (ours === null) throw new Error(`${head.work} has no samples of ours.`);
  return {
    ...head,
    ours,
    peer,
    lance,
    limit,
    fasterThanPeer: peer === null ? null : medianRatio(peer.samples, ours.samples),
    fasterThanLance: lance === null ? null : medianRatio(lance.samples, ours.samples),
    slowerThanLimit: limit === null ? null : medianRatio(ours.samples, limit.samples),
  };
}

/** The median of the ratios of each round. */
export function medianRatio(
  numerators: readonly number[],
  denominators: readonly number[],
): number {
  return median(numerators.map((numerator, round) => numerator / (denominators[round] ?? NaN)));
}

function toFigure(samples: readonly Sample[] | undefined): Figure | null {
  if (samples === undefined || samples.length === 0) return null;
  const costs = samples.map(costOf);
  return {
    median: median(costs),
    commitWait: median(samples.map(waitOf)),
    operations: samples[0]?.operations ?? 0,
    samples: costs,
  };
}
