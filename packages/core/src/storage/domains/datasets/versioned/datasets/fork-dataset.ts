import type { datasetArguments } from '../../../../../arguments/index.js';
import { afterWrite } from '../../../../../failures.js';
import { createItemId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import type * as types from '../../../../types.js';
import type { StorageContext } from '../context.js';
import { newDatasetRecord } from './create-dataset.js';
import { requireDataset } from '../reading/deleted-datasets.js';
import { documentsOf } from '../adapter/documents.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import { datasetExists, datasetNotFound } from '../errors.js';
import { toDataset } from '../reading/results.js';
import { readSnapshot } from '../reading/snapshots.js';
import { selectRecords } from '../reading/select-items.js';
import { requireSplits } from '../reading/splits.js';
import { requireCommit } from '../reading/version-references.js';

/** Makes a new dataset of a snapshot. */
export async function forkDataset(
  context: StorageContext,
  parsed: ReturnType<typeof datasetArguments.fork>,
): Promise<types.Dataset> {
  const { primitives, clock, schemas } = context;
  const { datasetId, version, query, ...given } = parsed;
  await primitives.refresh?.();
  const commit = await requireCommit(primitives, datasetId, version);
  const source = await primitives.findDataset(datasetId);
  if (source === null) throw datasetNotFound(datasetId);
  const snapshot = await readSnapshot(primitives, datasetId, commit.version, 'oldest');
  if (snapshot.length < commit.itemCount) await requireDataset(primitives, datasetId);
  await requireSplits(primitives, commit, query.filter.splits);
  const items = selectRecords(snapshot, query).filter((item) => item.purgedAt === null);
  const record = newDatasetRecord(clock.now(), {
    name: given.name,
    description: given.description === undefined ? source.description : given.description,
    metadata:
      given.metadata === undefined ? source.metadata : JsonDocument.fromNullable(given.metadata),
    attributes:
      given.attributes === undefined
        ? source.attributes
        : JsonDocument.fromNullable(given.attributes),
    inputSchema: source.inputSchema,
    expectedOutputSchema: source.expectedOutputSchema,
  });
  // Ids are made from the oldest item to the newest, so the fork lists them in the same order.
  const inserts = items.map((item) => ({
    id: createItemId(record.id),
    externalId: item.externalId,
    ...documentsOf(item),
    createdAt: null,
  }));
  const { author = null, message = null } = given;
  const isNew = await primitives.insertDataset(record, inserts, { author, message });
  if (!isNew) throw datasetExists(record.id);
  const isOutdated = await afterWrite(async () => {
    if (!(await anyPurged(primitives, datasetId, items))) return false;
    // The fork may hold content that was purged after the fork read it.
    await primitives.deleteDataset(record.id);
    return true;
  });
  if (isOutdated) return forkDataset(context, parsed);
  schemas.remember(record);
  return toDataset(record);
}

/** Whether any of these items has been purged since it was read. */
async function anyPurged(
  primitives: DatasetsPrimitives,
  datasetId: string,
  items: readonly ItemRecord[],
): Promise<boolean> {
  await primitives.refresh?.();
  const purged = new Set(await primitives.findPurgedItemIds(datasetId));
  return purged.size > 0 && items.some(({ id }) => purged.has(id));
}
