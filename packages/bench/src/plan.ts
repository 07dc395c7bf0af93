/** How much a run measures. */
export interface Plan {
  readonly mode: 'full' | 'short' | 'test';
  /** How many items the datasets on files hold, ascending. */
  readonly sizes: readonly number[];
  /** The same in memory. */
  readonly memorySizes: readonly number[];
  /** How often each row is measured; the figures are medians. */
  readonly rounds: number;
  /** How often what needs a fresh process is measured. */
  readonly coldRounds: number;
  /** Among how many datasets a list by attribute is measured. */
  readonly datasets: { readonly few: number; readonly many: number };
  /** Operations in one sample. */
  readonly operations: {
    readonly pointReads: number;
    /** A read in memory takes microseconds, so a sample has more of them. */
    readonly memoryReads: number;
    readonly pages: number;
    readonly updates: number;
    readonly deletes: number;
    readonly adds: number;
    readonly concurrentAdds: number;
    readonly commits: number;
  };
  readonly perPage: number;
  /**
   * How many items the peer's bulk delete may visit: it takes time for each deleted item and each
   * item of the dataset, minutes for half of a large one. It deletes fewer where that is too much.
   */
  readonly peerDeleteVisits: number;
}

/** Everything; several minutes. */
export const FULL_PLAN: Plan = {
  mode: 'full',
  sizes: [1_000, 10_000, 100_000],
  memorySizes: [1_000, 10_000, 100_000],
  rounds: 5,
  coldRounds: 3,
  datasets: { few: 1_000, many: 100_000 },
  operations: {
    pointReads: 200,
    memoryReads: 5_000,
    pages: 5,
    updates: 200,
    deletes: 20,
    adds: 100,
    concurrentAdds: 1_000,
    commits: 1_000,
  },
  perPage: 100,
  peerDeleteVisits: 50_000_000,
};

/** What fits in a minute: smaller datasets, and fewer operations in a sample. */
export const SHORT_PLAN: Plan = {
  mode: 'short',
  sizes: [1_000, 10_000],
  memorySizes: [1_000],
  rounds: 5,
  coldRounds: 1,
  datasets: { few: 1_000, many: 4_000 },
  operations: {
    pointReads: 100,
    memoryReads: 2_000,
    pages: 3,
    updates: 40,
    deletes: 10,
    adds: 20,
    concurrentAdds: 300,
    commits: 300,
  },
  perPage: 100,
  peerDeleteVisits: 1_000_000,
};

/** Just enough to run all of the code. */
export const TEST_PLAN: Plan = {
  mode: 'test',
  sizes: [30, 50],
  memorySizes: [30, 50],
  rounds: 1,
  coldRounds: 1,
  datasets: { few: 20, many: 40 },
  operations: {
    pointReads: 5,
    memoryReads: 10,
    pages: 1,
    updates: 12,
    deletes: 3,
    adds: 3,
    concurrentAdds: 10,
    commits: 5,
  },
  perPage: 10,
  peerDeleteVisits: 1_000,
};
