import type { itemArguments } from '../../../../../arguments/index.js';
import { DatasetsError } from '../../../../../errors.js';
import { afterWrite, type FailureOutcome } from '../../../../../failures.js';
import { isRefused, type StagedCommitRefused } from '../adapter/refusals.js';
import type { StagedCommitResult } from '../adapter/staging.js';
import { untilAccepted } from '../commits/attempts.js';
import { datasetNotFound, itemExists, tooManyDeletions, versionConflict } from '../errors.js';
import type { Import, ImportContext } from './import-context.js';

/** Makes what is staged one commit; `count` items are. */
export async function commitImport(
  context: ImportContext,
  begun: Import,
  { author, message }: ReturnType<typeof itemArguments.import>,
  count: number,
): Promise<StagedCommitResult> {
  const { staging, clock } = context;
  const { schemas, refusedNames, ...request } = begun;
  const { datasetId } = request;
  const result = await untilAccepted(context, datasetId, async () => {
    const answer = await staging.commitStaged({
      ...request,
      alsoNamed: refusedNames?.importId ?? null,
      count,
      alsoNamedCount: refusedNames?.count ?? 0,
      now: () => clock.now(),
      schemaRevision: schemas.revision,
      author: author ?? null,
      message: message ?? null,
    });
    if (isRefused(answer)) await throwReason(context, begun, answer);
    return answer;
  });
  await afterWrite(() => clock.wait(result.version));
  return result;
}

/** Throws what a refusal means for an import; nothing when what was in its way is gone. */
async function throwReason(
  { primitives, staging }: ImportContext,
  { datasetId, importId, expectedVersion, maxDeleted, refusedNames }: Import,
  { refused }: StagedCommitRefused,
): Promise<void> {
  if (refused === 'staged') {
    throw importLost(datasetId, 'What the import had stored for its commit was removed');
  }
  if (refused === 'schemas') {
    throw importLost(datasetId, `The schemas of the dataset ${datasetId} changed meanwhile`);
  }
  if (refused === 'kept') {
    throw importLost(datasetId, 'Items that the import was merged with were changed meanwhile');
  }
  await primitives.refresh?.();
  if (refused === 'version' && expectedVersion !== 'any') {
    const dataset = await primitives.findDataset(datasetId);
    if (dataset === null) throw datasetNotFound(datasetId);
    if (dataset.version === expectedVersion) return;
    throw versionConflict(datasetId, new Date(expectedVersion), dataset.version);
  }
  if (refused === 'externalIds' || refused === 'deletedItems') {
    const among = refused === 'externalIds' ? 'current' : 'deleted';
    const externalId = await staging.findStagedConflict({ datasetId, importId }, among);
    if (externalId === null) return;
    const [rival] = await primitives.findNamedItems(datasetId, [externalId]);
    if (rival !== undefined) throw itemExists(datasetId, externalId, rival);
  }
  if (refused === 'deletions' && maxDeleted !== null) {
    const alsoNamed = refusedNames?.importId ?? null;
    const found = await staging.countMissing({ datasetId, importId, alsoNamed });
    if (found > maxDeleted) throw tooManyDeletions(datasetId, found, maxDeleted);
  }
}

function importLost(datasetId: string, reason: string): DatasetsError {
  return new DatasetsError('STORAGE_BUSY', `${reason}; nothing was written.`, {
    details: { datasetId, outcome: 'unchanged' satisfies FailureOutcome },
  });
}
