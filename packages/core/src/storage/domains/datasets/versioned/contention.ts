import { storageBusy } from './errors.js';

/** How often work is tried again when other writers change the state under it. */
export const MAXIMUM_ATTEMPTS = 100;

/**
 * Repeats a read-and-commit until its commit is not refused any more, which `null` stands for.
 * Throws `STORAGE_BUSY` when other writers are always faster.
 */
export async function retryWhileContended<Result>(
  datasetId: string,
  attempt: () => Promise<Result | null>,
): Promise<Result> {
  for (let attempts = 0; attempts < MAXIMUM_ATTEMPTS; attempts += 1) {
    const result = await attempt();
    if (result !== null) return result;
  }
  throw storageBusy(datasetId);
}
