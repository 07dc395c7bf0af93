import { WORK_LABELS, type Results, type Target, type Work } from './results.js';

/** How many times faster than the peer a row has to be on a file, at 1,000, 10,000, 100,000 items. */
const FASTER_THAN_PEER: readonly (readonly [Work, Readonly<Record<number, number>>])[] = [
  ['pointRead', { 1_000: 8, 10_000: 40, 100_000: 200 }],
  ['updateOne', { 1_000: 3.5, 10_000: 10, 100_000: 80 }],
  ['deleteOne', { 1_000: 3, 10_000: 8, 100_000: 80 }],
  ['addOne', { 1_000: 1.5, 10_000: 1.5, 100_000: 1.5 }],
  ['firstPage', { 1_000: 3, 10_000: 6, 100_000: 25 }],
  ['addConcurrently', { 1_000: 10, 10_000: 12, 100_000: 12 }],
  ['bulkAdd', { 1_000: 2.5, 10_000: 3, 100_000: 3 }],
  ['bulkDelete', { 10_000: 50, 100_000: 50 }],
  ['snapshotLatest', { 1_000: 2.7, 10_000: 2.6, 100_000: 2.6 }],
  ['cursorPage', { 10_000: 10, 100_000: 100 }],
];

/** How many times the driver's limit a row may cost on a file. */
const WITHIN_LIMIT: readonly (readonly [Work, number])[] = [
  ['pointRead', 2.5],
  ['bulkAdd', 1.25],
  ['snapshotLatest', 1.15],
];

/** How many times what they cost on the smallest dataset rows may cost on the largest. */
const GROWTH: readonly (readonly [Work, number])[] = [
  ['pointRead', 1.2],
  ['updateOne', 1.2],
  ['deleteOne', 1.2],
  ['cursorPage', 1.2],
  ['diff', 1.2],
  ['pointReadOld', 1.2],
  ['pageOld', 1.2],
];

/** How fast rows have to be in memory, where the peer hands out the objects that it stores. */
const IN_MEMORY: readonly (readonly [Work, number])[] = [
  ['pointRead', 0.25],
  ['updateOne', 0.25],
];

const COMMITS_PER_SECOND = 900;

/** What targets are judged by. */
export type Measured = Pick<Results, 'rows' | 'costs' | 'growth' | 'commitsPerSecond'>;

/** Judges every target; those of sizes that the run left out count as not measured. */
export function judge(measured: Measured): Target[] {
  return [
    ...judgePeers(measured),
    ...judgeLimit(measured),
    ...judgeGrowth(measured),
    ...judgeCosts(measured),
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
      .filter((row) => row.store === 'file' && row.work === work)
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

function judgeCosts({ costs }: Measured): Target[] {
  return costs.flatMap(({ store, label, against, size, ratio, most }) => {
    const what = `${store}: ${label}, ${formatSize(size)}, against ${against}`;
    return most === null ? [] : [atMost(what, most, ratio)];
  });
}

function judgeMemory({ rows }: Measured): Target[] {
  return IN_MEMORY.flatMap(([work, factor]) =>
    rows
      .filter((row) => row.store === 'memory' && row.work === work)
      .map(({ size, fasterThanPeer }) =>
        atLeast(
          `in memory against the peer: ${describe(work, size)}`,
          factor,
          fasterThanPeer,
          ' times as fast',
        ),
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
