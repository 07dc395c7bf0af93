import type { NormalizedItemFilter } from '../../filter.js';
import type { VersionReference } from '../../../../types.js';
import type { NumberedVersion } from '../adapter/commits.js';
import type { ConfirmRefused, CommitRefused } from '../adapter/refusals.js';
import type { StorageContext } from '../context.js';
import { requireSplits } from '../reading/splits.js';
import { requireCommit } from '../reading/version-references.js';
import { untilPlanAccepted, type Attempts } from './attempts.js';
import { requireExpected } from './expected-version.js';
import { MatchingItems } from './matching-items.js';

/** Which items a call deletes, and what it says about that. */
interface DeletionOfMatches {
  readonly datasetId: string;
  readonly filter: NormalizedItemFilter;
  readonly expectedVersion?: VersionReference | undefined;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
}

/** Deletes the items of the newest version that match in one commit; makes none where none does. */
export async function deleteMatches(
  context: StorageContext,
  deletion: DeletionOfMatches,
): Promise<void> {
  const matching = new MatchingItems(deletion.filter);
  const { version } = await untilPlanAccepted(context, deletion.datasetId, (attempts, primitives) =>
    tryToDelete({ ...context, primitives }, deletion, { attempts, matching }),
  );
  await context.clock.wait(version);
}

/** What one try takes over from those before it. */
interface DeletionState {
  readonly attempts: Attempts;
  readonly matching: MatchingItems;
}

async function tryToDelete(
  { primitives, clock, schemas }: StorageContext,
  { datasetId, filter, expectedVersion, author, message }: DeletionOfMatches,
  { attempts, matching }: DeletionState,
): Promise<NumberedVersion | CommitRefused | ConfirmRefused> {
  await schemas.refresh(primitives, datasetId);
  const newest = await requireCommit(primitives, datasetId, undefined);
  attempts.saw(newest.version);
  await requireExpected(primitives, newest, expectedVersion);
  await requireSplits(primitives, newest, filter.splits);
  const deletes = await matching.at(primitives, newest);
  const conditions = {
    datasetId,
    expectedVersion: newest.version,
    schemaRevision: schemas.get(datasetId).revision,
    kept: [],
  };
  if (deletes.length === 0) return primitives.confirm(conditions);
  return primitives.commit({
    ...conditions,
    now: () => clock.now(),
    inserts: [],
    checksIdentities: false,
    updates: [],
    deletes,
    purges: [],
    author: author ?? null,
    message: message ?? null,
    returnsUpdated: false,
    isContended: attempts.isContended,
  });
}
