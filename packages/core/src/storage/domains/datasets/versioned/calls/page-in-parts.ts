import type { Turn } from '../../../../../turn.js';
import type { DatasetsReads, ItemPageRequest } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import { requireNewPage } from '../reading/progress.js';

/** What it reads with. */
type Reads = Pick<DatasetsReads, 'itemsPerTurn' | 'pageItems' | 'findCommit'>;

/**
 * Reads a range of a snapshot in one turn of the event loop. Takes several turns where the adapter
 * says that its reads keep everybody else waiting. When the dataset is deleted between two of them,
 * it gives no items, as if it had read after the deletion.
 */
export function pageInParts(
  reads: Reads,
  request: ItemPageRequest,
  turn: Turn,
): Promise<ItemRecord[]> {
  const { itemsPerTurn = Infinity } = reads;
  return (request.limit ?? Infinity) > itemsPerTurn && itemsPerTurn < Infinity
    ? readParts(reads, request, itemsPerTurn, turn)
    : turn.before(() => reads.pageItems(request));
}

async function readParts(
  reads: Reads,
  request: ItemPageRequest,
  itemsPerTurn: number,
  turn: Turn,
): Promise<ItemRecord[]> {
  const { datasetId } = request;
  const read = (part: ItemPageRequest) => turn.before(() => reads.pageItems(part));
  const findCommit = (time: number) =>
    turn.before(() => reads.findCommit(datasetId, { type: 'at', time }));
  const begin = await read({ ...request, limit: itemsPerTurn });
  if (begin.length < itemsPerTurn) return begin;
  const commit = await findCommit(request.at);
  if (commit === null) return [];
  const { version: at } = commit;
  // A time after the commit may have meant an earlier one when the first part was read.
  const records = at === request.at ? begin : [];
  const limit = request.limit ?? Infinity;
  let first = records[0]?.id;
  for (let isWhole = false; !isWhole;) {
    const wanted = Math.min(itemsPerTurn, limit - records.length);
    const part = await read({ ...request, at, ...placeAfter(request, records), limit: wanted });
    first = requireNewPage('pageItems', first, part);
    for (const record of part) records.push(record);
    isWhole = part.length < wanted || records.length === limit;
  }
  // The parts after a deletion came out empty.
  return (await findCommit(at)) === null ? [] : records;
}

/** Where the rest of a range begins, after what was read of it. */
function placeAfter(
  { after, offset }: ItemPageRequest,
  records: readonly ItemRecord[],
): Pick<ItemPageRequest, 'after' | 'offset'> {
  const last = records.at(-1);
  if (last === undefined) return { after, offset };
  return { after: { createdAt: last.createdAt, id: last.id }, offset: 0 };
}
