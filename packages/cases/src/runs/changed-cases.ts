import { SnapshotDigest, type DatasetsStorage } from '@mastra-datasets/core';
import { CasesError } from '../errors.js';
import type { LockEntry } from '../lock-file/format.js';
import { readFromStorage } from '../reading/locked-items.js';
import type { EvaluationRun } from './run-file.js';

/** The locked cases of a run, as their store has them now. */
interface StoredCases {
  /** The digests of their contents, by id. */
  readonly contents: ReadonlyMap<string, string>;
  /** Those whose content was removed, so that nobody can tell what it was. */
  readonly purged: ReadonlySet<string>;
}

/**
 * The ids of the cases whose content is not known to be the same in two runs: it changed between their
 * versions, or it was removed since.
 *
 * Rejects with `RUN_INVALID` for runs of two datasets, for two versions without a storage, and where the
 * storage does not have the cases that a run was measured on.
 */
export async function changedCases(
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
  if (areSameCases(before.lock, after.lock)) return new Set();
  if (storage === undefined) {
    throw new CasesError(
      'RUN_INVALID',
      'The runs are of two versions, which only their store can compare. Compare them with: mastra-datasets compare-runs',
    );
  }
  const former = await readStored(storage, before);
  const later = await readStored(storage, after);
  const ids = [...former.contents].filter(
    ([id, content]) => later.contents.get(id) !== content && later.contents.has(id),
  );
  return new Set([...ids.map(([id]) => id), ...former.purged, ...later.purged]);
}

/** Whether only their store can tell which cases two runs share: those of one dataset in two versions. */
export function needsStorage(before: EvaluationRun, after: EvaluationRun): boolean {
  return before.lock.datasetId === after.lock.datasetId && !areSameCases(before.lock, after.lock);
}

/** Whether two entries are of the same contents, which then belong to the same ids. */
function areSameCases(before: LockEntry, after: LockEntry): boolean {
  return before.version === after.version && before.digest === after.digest;
}

async function readStored(
  storage: DatasetsStorage,
  { dataset, lock }: EvaluationRun,
): Promise<StoredCases> {
  const digest = new SnapshotDigest();
  const contents = new Map<string, string>();
  const purged = new Set<string>();
  for (const item of await readFromStorage(storage, lock)) {
    contents.set(item.id, digest.add(item));
    if (item.purgedAt !== undefined) purged.add(item.id);
  }
  // What was removed since changes the digest, and is told apart.
  if (digest.toString() === lock.digest || purged.size > 0) return { contents, purged };
  throw new CasesError(
    'RUN_INVALID',
    `The store does not have the cases of ${dataset}, version ${lock.versionNumber}, that a run was measured on. Name the store that they were locked from: mastra-datasets compare-runs --url URL`,
    { details: { dataset, versionNumber: lock.versionNumber, digest: lock.digest } },
  );
}
