import type { ItemInsert, NumberedVersion } from './commits.js';
import type { ItemRecord } from './records.js';

/** An item as a commit of this version stores it. */
export function insertedItem(
  datasetId: string,
  { version, number }: NumberedVersion,
  insert: ItemInsert,
): ItemRecord {
  // This runs for every item, and spreading would take several times as long.
  return {
    id: insert.id,
    datasetId,
    externalId: insert.externalId,
    version,
    versionNumber: number,
    input: insert.input,
    expectedOutput: insert.expectedOutput,
    context: insert.context,
    splits: insert.splits,
    source: insert.source,
    attributes: insert.attributes,
    createdAt: insert.createdAt ?? version,
    updatedAt: version,
    purgedAt: null,
  };
}
