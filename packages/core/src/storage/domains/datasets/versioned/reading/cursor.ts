import { z } from 'zod';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { OrderedPlace, Ordering } from '../../../../../finding/selection.js';

/** Where a page of items ended: the snapshot, and the last item of the page. */
export interface Cursor {
  readonly at: number;
  readonly after: OrderedPlace;
}

/** The farthest time from the epoch that a `Date` can hold. */
const FARTHEST_TIME = 8.64e15;

const time = z.int().min(-FARTHEST_TIME).max(FARTHEST_TIME);
const rank = z.string().regex(/^[0-9a-f]{64}$/);
/** The name of an order is absent in cursors of the default one, as in those of earlier releases. */
const shape = z.union([
  z.tuple([z.string(), time, time, z.string()]),
  z.tuple([z.string(), time, z.union([time, rank]), z.string(), z.string()]),
]);

/** Writes a cursor as an opaque text that is safe in URLs. */
export function encodeCursor(datasetId: string, ordering: Ordering, { at, after }: Cursor): string {
  const name = nameOf(ordering);
  const fields = [datasetId, at, after.key, after.id, ...(name === '' ? [] : [name])];
  return Buffer.from(JSON.stringify(fields), 'utf8').toString('base64url');
}

/** Reads a cursor. Throws `INVALID_ARGUMENT` when it is malformed, of another dataset or order. */
export function decodeCursor(datasetId: string, ordering: Ordering, cursor: string): Cursor {
  const [cursorDatasetId, at, key, id, name = ''] = parseFields(cursor);
  if (cursorDatasetId !== datasetId) throw invalidArgument('cursor', 'is of another dataset');
  if (name !== nameOf(ordering) || (typeof key === 'string') !== (ordering.by === 'rank')) {
    throw invalidArgument('cursor', 'is of a list in another order');
  }
  return { at, after: { key, id } };
}

/** Tells orders apart; empty for the default one. */
function nameOf(ordering: Ordering): string {
  if (ordering.by === 'rank') return `rank ${ordering.seed}`;
  const name = `${ordering.by} ${ordering.direction}`;
  return name === 'createdAt desc' ? '' : name;
}

function parseFields(cursor: string): z.output<typeof shape> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw invalidArgument('cursor', 'not a cursor that listItems gave', error);
  }
}
