import type { itemArguments } from '../../../../../arguments/index.js';
import type { NumberedVersion } from '../adapter/commits.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemStateRecord } from '../adapter/records.js';
import type { CommitRefused } from '../adapter/refusals.js';
import { untilPlanAccepted, type Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound, itemDatasetMismatch, itemNotFound } from '../errors.js';

type PurgeArguments = ReturnType<typeof itemArguments.purge>;

/** Removes an item's content from every version: in a new one, or in place. */
export async function purgeItem(context: StorageContext, parsed: PurgeArguments): Promise<void> {
  if (parsed.keep === true) {
    await purgeInPlace(context, parsed);
    return;
  }
  const { version } = await untilPlanAccepted(context, parsed.datasetId, (attempts, primitives) =>
    tryToPurge({ ...context, primitives }, parsed, attempts),
  );
  await context.clock.wait(version);
}

async function purgeInPlace(
  { primitives, clock }: StorageContext,
  { id, datasetId }: PurgeArguments,
): Promise<void> {
  await primitives.refresh?.();
  const dataset = await primitives.findDataset(datasetId);
  if (dataset === null) throw datasetNotFound(datasetId);
  await requireStates(primitives, datasetId, id);
  // A purge is never earlier than what was written before it, even when the clock was set back.
  const purgedAt = Math.max(clock.now(), dataset.version);
  await primitives.purgeInPlace({ datasetId, ids: [id], purgedAt });
}

/** Gives every state of an item. */
async function requireStates(
  primitives: DatasetsPrimitives,
  datasetId: string,
  id: string,
): Promise<ItemStateRecord[]> {
  const found = await primitives.findItemStates([id], datasetId);
  const states = found.filter(({ item }) => item.datasetId === datasetId);
  if (states.length > 0) return states;
  const elsewhere = found.length > 0 || (await primitives.findItemStates([id])).length > 0;
  throw elsewhere ? itemDatasetMismatch(datasetId, id) : itemNotFound(datasetId, id);
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
  const states = await requireStates(primitives, datasetId, id);
  const isPurged = states.every(({ item }) => item.purgedAt !== null);
  const isCurrent = states.some(({ validTo }) => validTo === null);
  if (isPurged && !isCurrent) return dataset;
  return primitives.commit({
    datasetId,
    now: () => clock.now(),
    // Changes of others to other items do not conflict with a purge.
    expectedVersion: 'any',
    schemaRevision: dataset.schemaRevision,
    kept: [],
    inserts: [],
    checksIdentities: false,
    updates: [],
    deletes: isCurrent ? [id] : [],
    purges: isPurged ? [] : [id],
    author: author ?? null,
    message: message ?? null,
    returnsUpdated: false,
    isContended: attempts.isContended,
  });
}
