import type { datasetArguments } from '../../../../../arguments/index.js';
import { createItemId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import type * as types from '../../../../types.js';
import type { StorageContext } from '../context.js';
import { newDatasetRecord } from './create-dataset.js';
import { requireDataset } from '../reading/deleted-datasets.js';
import { documentsOf } from '../adapter/documents.js';
import { datasetExists, datasetNotFound } from '../errors.js';
import { toDataset } from '../reading/results.js';
import { readSnapshot } from '../reading/snapshots.js';
import { selectRecords } from '../reading/select-items.js';
import { requireSplits } from '../reading/splits.js';
import { requireCommit } from '../reading/version-references.js';

/** Makes a new dataset of a snapshot. */
export async function forkDataset(
  { primitives, clock, schemas }: StorageContext,
  { datasetId, version, query, ...given }: ReturnType<typeof datasetArguments.fork>,
): Promise<types.Dataset> {
  await primitives.refresh?.();
  const commit = await requireCommit(primitives, datasetId, version);
  const source = await primitives.findDataset(datasetId);
  if (source === null) throw datasetNotFound(datasetId);
  const snapshot = await readSnapshot(primitives, datasetId, commit.version, 'oldest');
  if (snapshot.length < commit.itemCount) await requireDataset(primitives, datasetId);
  await requireSplits(primitives, commit, query.filter.splits);
  const items = selectRecords(snapshot, query);
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
  const inserts = items
    .filter((item) => item.purgedAt === null)
    .map((item) => ({
      id: createItemId(record.id),
      externalId: item.externalId,
      ...documentsOf(item),
      createdAt: null,
    }));
  const { author = null, message = null } = given;
  const isNew = await primitives.insertDataset(record, inserts, { author, message });
  if (!isNew) throw datasetExists(record.id);
  schemas.remember(record);
  return toDataset(record);
}
