import { WORK_LABELS, type Results, type Target, type Work } from './results.js';

/** How many times faster than the peer a row has to be on a file, by size. */
const FASTER_THAN_PEER: readonly (readonly [Work, Readonly<Record<number, number>>])[] = [
  ['bulkAdd', { 10_000: 3, 100_000: 4 }],
  ['updateOne', { 10_000: 5, 100_000: 40 }],
  ['deleteOne', { 10_000: 5, 100_000: 40 }],
  ['bulkDelete', { 10_000: 50, 100_000: 50 }],
  ['pointRead', { 10_000: 8, 100_000: 60 }],
  ['snapshotLatest', { 10_000: 2.5, 100_000: 2.5 }],
  ['snapshotMiddle', { 10_000: 2.5, 100_000: 2.5 }],
  ['snapshotFirst', { 10_000: 2.5, 100_000: 2.5 }],
  ['cursorPage', { 10_000: 10, 100_000: 100 }],
  ['addConcurrently', { 10_000: 8, 100_000: 8 }],
];

/** How many times the driver's limit a row may cost on a file, from {@link LIMIT_FROM} items on. */
const WITHIN_LIMIT: readonly (readonly [Work, number])[] = [
  ['bulkAdd', 1.6],
  ['snapshotLatest', 2],
  ['pointRead', 15],
];

const LIMIT_FROM = 10_000;

/** How many times what they cost on the smallest dataset rows may cost on the largest. */
const GROWTH: readonly (readonly [Work, number])[] = [
  ['pointRead', 1.5],
  ['updateOne', 1.5],
  ['deleteOne', 1.5],
  ['cursorPage', 1.5],
  ['diff', 3],
  ['pointReadOld', 3],
  ['pageOld', 3],
];

const COMMITS_PER_SECOND = 900;

/** What targets are judged by. */
export type Measured = Pick<Results, 'rows' | 'growth' | 'commitsPerSecond'>;

/** Judges every target; those of sizes that the run left out count as not measured. */
export function judge(measured: Measured): Target[] {
  return [
    ...judgePeers(measured),
    ...judgeLimit(measured),
    ...judgeGrowth(measured),
    ...judgeMemory(measured),
    ...measured.commitsPerSecond.map(({ value }) =>
      atLeast('commits a second, one dataset in memory, awaited', COMMITS_PER_SECOND, value, ''),
    ),
  ];
}

function judgePeers({ rows }: Measured): Target[] {
  return FASTER_THAN_PEER.flatMap(([work, bySize]) =>
    Object.entries(bySize).map(([size, factor]) => {
      const row = rows.find(
        (candidate) =>
          candidate.store === 'file' && candidate.work === work && candidate.size === Number(size),
      );
      return atLeast(
        `file against the peer: ${describe(work, Number(size))}`,
        factor,
        row?.fasterThanPeer ?? null,
        ' times faster',
      );
    }),
  );
}

function judgeLimit({ rows }: Measured): Target[] {
  return WITHIN_LIMIT.flatMap(([work, factor]) =>
    rows
      .filter((row) => row.store === 'file' && row.work === work && row.size >= LIMIT_FROM)
      .map((row) =>
        atMost(
          `file against better-sqlite3: ${describe(work, row.size)}`,
          factor,
          row.slowerThanLimit,
        ),
      ),
  );
}

function judgeGrowth({ growth }: Measured): Target[] {
  return GROWTH.map(([work, factor]) => {
    const found = growth.find((candidate) => candidate.work === work);
    const sizes =
      found === undefined
        ? ''
        : `, ${formatSize(found.large.size)} items against ${formatSize(found.small.size)}`;
    return atMost(`growth: ${WORK_LABELS[work]}${sizes}`, factor, found?.ratio ?? null);
  });
}

function judgeMemory({ rows }: Measured): Target[] {
  return rows
    .filter(({ store, peer }) => store === 'memory' && peer !== null)
    .map(({ work, size, fasterThanPeer }) =>
      atLeast(
        `in memory against the peer: ${describe(work, size)}`,
        1,
        fasterThanPeer,
        ' times as fast',
      ),
    );
}

function describe(work: Work, size: number): string {
  return `${WORK_LABELS[work]}, ${formatSize(size)} items`;
}

export function formatSize(size: number): string {
  return size.toLocaleString('en');
}

function atLeast(what: string, least: number, measured: number | null, unit: string): Target {
  const wanted = `at least ${least}${unit}`;
  return { what, wanted, measured, outcome: outcome(measured, (value) => value >= least) };
}

function atMost(what: string, most: number, measured: number | null): Target {
  const wanted = `at most ${most} times`;
  return { what, wanted, measured, outcome: outcome(measured, (value) => value <= most) };
}

function outcome(measured: number | null, met: (value: number) => boolean): Target['outcome'] {
  if (measured === null) return 'not measured';
  return met(measured) ? 'pass' : 'miss';
}
