import type { itemArguments } from '../../../../../arguments/index.js';
import type { NumberedVersion } from '../adapter/commits.js';
import type { CommitRefused } from '../adapter/refusals.js';
import { untilAccepted, type Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound, itemDatasetMismatch, itemNotFound } from '../errors.js';

type PurgeArguments = ReturnType<typeof itemArguments.purge>;

/** Removes an item's content from every version. */
export async function purgeItem(context: StorageContext, parsed: PurgeArguments): Promise<void> {
  const { version } = await untilAccepted(context, parsed.datasetId, (attempts) =>
    tryToPurge(context, parsed, attempts),
  );
  await context.clock.wait(version);
}

/** Gives the version without the content. */
async function tryToPurge(
  { primitives, clock }: StorageContext,
  { id, datasetId, author, message }: PurgeArguments,
  attempts: Attempts,
): Promise<Pick<NumberedVersion, 'version'> | CommitRefused> {
  const dataset = await primitives.findDataset(datasetId);
  if (dataset === null) throw datasetNotFound(datasetId);
  attempts.saw(dataset.version);
  const found = await primitives.findItemStates([id], datasetId);
  const states = found.filter(({ item }) => item.datasetId === datasetId);
  if (states.length === 0) {
    const elsewhere = found.length > 0 || (await primitives.findItemStates([id])).length > 0;
    throw elsewhere ? itemDatasetMismatch(datasetId, id) : itemNotFound(datasetId, id);
  }
  if (states.every(({ item }) => item.purgedAt !== null)) return dataset;
  return primitives.commit({
    datasetId,
    now: () => clock.now(),
    // Whatever others do to other items is not in the way.
    expectedVersion: 'any',
    schemaRevision: dataset.schemaRevision,
    kept: [],
    inserts: [],
    checksIdentities: false,
    updates: [],
    deletes: states.some(({ validTo }) => validTo === null) ? [id] : [],
    purges: [id],
    author: author ?? null,
    message: message ?? null,
    isContended: attempts.isContended,
  });
}
