import type { ItemInsert } from './commits.js';
import type { ItemRecord } from './records.js';

/** An item as a commit of this version stores it. */
export function insertedItem(datasetId: string, version: number, insert: ItemInsert): ItemRecord {
  // Written out, as spreading takes several times as long and this runs for every item.
  return {
    id: insert.id,
    datasetId,
    externalId: insert.externalId,
    version,
    input: insert.input,
    expectedOutput: insert.expectedOutput,
    context: insert.context,
    createdAt: insert.createdAt ?? version,
    updatedAt: version,
    purgedAt: null,
  };
}
