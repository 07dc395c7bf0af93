import { CasesError } from '../errors.js';
import type { LockedSelection, LockEntry } from '../lock-file/format.js';

/** Which of the locked cases were loaded, where they are not all of them. */
export interface ChosenCases extends LockedSelection {
  /** The digest of these cases alone. */
  readonly digest: string;
}

/** What loaded cases are: kept with a score, it says what the score was measured on. */
export interface CasesOrigin {
  /** The name of the dataset in the lock file. */
  readonly dataset: string;
  /** The entry of the lock file; for cases that were loaded `unlocked`, the one it would have. */
  readonly lock: LockEntry;
  /** Absent where all locked cases were loaded. */
  readonly chosen?: ChosenCases;
}

const origins = new WeakMap<object, CasesOrigin>();

/** Remembers where a list of cases is from. */
export function rememberOrigin(cases: object, origin: CasesOrigin): void {
  origins.set(cases, origin);
}

/** Where a list of cases is from. Throws `RUN_INVALID` for a list that `loadCases` did not give. */
export function originOf(cases: object): CasesOrigin {
  const origin = origins.get(cases);
  if (origin !== undefined) return origin;
  throw new CasesError(
    'RUN_INVALID',
    'These cases are not a list that loadCases gave. Pass the list itself, and choose cases with the options split, where and sample. See which datasets are locked with: mastra-datasets lock --check',
  );
}
