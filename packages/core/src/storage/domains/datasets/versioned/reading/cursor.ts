import { z } from 'zod';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { OrderedPlace, Ordering } from '../../../../../finding/selection.js';
import type { DatasetPosition } from '../adapter/primitives.js';
import type { DatasetOrderBy } from '../../../../types.js';

/** How many items a list has. It holds only for the same list. */
interface KnownTotal {
  /** A text that differs between lists of one snapshot. */
  readonly list: string;
  readonly total: number;
}

/** Where a page of items ended: the snapshot, and the last item of the page. */
export interface Cursor {
  readonly at: number;
  readonly after: OrderedPlace;
  /** The total, so that the next page need not count again; `null` where counting costs nothing. */
  readonly known: KnownTotal | null;
}

/** The farthest time from the epoch that a `Date` can hold. */
const FARTHEST_TIME = 8.64e15;

const time = z.int().min(-FARTHEST_TIME).max(FARTHEST_TIME);
const rank = z.string().regex(/^[0-9a-f]{64}$/);
const rest = z.strictObject({
  order: z.string().optional(),
  known: z.strictObject({ list: z.string(), total: z.int().min(0) }).optional(),
});
/** Cursors of earlier releases have four members. */
const itemFields = z.union([
  z.tuple([z.string(), time, time, z.string()]),
  z.tuple([z.string(), time, z.union([time, rank]), z.string(), rest]),
]);
/** Cursors of the order by creation, newest first, have two members. */
const datasetFields = z.union([
  z.tuple([time, z.string()]),
  z.tuple([z.union([time, z.string()]), z.string(), z.string()]),
]);

/** Writes a cursor of `listItems` as an opaque text that is safe in URLs. */
export function encodeCursor(
  datasetId: string,
  ordering: Ordering,
  { at, after, known }: Cursor,
): string {
  const order = nameOf(ordering);
  const members: z.output<typeof rest> = {
    ...(order === null ? {} : { order }),
    ...(known === null ? {} : { known }),
  };
  const more = Object.keys(members).length === 0 ? [] : [members];
  return encodeFields([datasetId, at, after.key, after.id, ...more]);
}

/** Reads a cursor. Throws `INVALID_ARGUMENT` when it is malformed, of another dataset or order. */
export function decodeCursor(datasetId: string, ordering: Ordering, cursor: string): Cursor {
  const [cursorDatasetId, at, key, id, { order = null, known = null } = {}] = decodeFields(
    itemFields,
    cursor,
    'listItems',
  );
  if (cursorDatasetId !== datasetId) throw invalidArgument('cursor', 'is of another dataset');
  if (order !== nameOf(ordering) || (typeof key === 'string') !== (ordering.by === 'rank')) {
    throw invalidArgument('cursor', 'is of a list in another order');
  }
  return { at, after: { key, id }, known };
}

/** A text that differs between orders; `null` for the default one. */
function nameOf(ordering: Ordering): string | null {
  if (ordering.by === 'rank') return `rank ${ordering.seed}`;
  return nameOfFieldOrder({ field: ordering.by, direction: ordering.direction });
}

function nameOfFieldOrder({ field, direction }: DatasetOrderBy): string | null {
  const name = `${field} ${direction}`;
  return name === 'createdAt desc' ? null : name;
}

/** As {@link encodeCursor}, for `listDatasets`: the last dataset of the page. */
export function encodeDatasetCursor(orderBy: DatasetOrderBy, { key, id }: DatasetPosition): string {
  const order = nameOfFieldOrder(orderBy);
  return encodeFields([key, id, ...(order === null ? [] : [order])]);
}

/**
 * Reads a cursor of `listDatasets`. Throws `INVALID_ARGUMENT` when it is malformed or of another
 * order.
 */
export function decodeDatasetCursor(orderBy: DatasetOrderBy, cursor: string): DatasetPosition {
  const [key, id, order = null] = decodeFields(datasetFields, cursor, 'listDatasets');
  const isOfOrder = order === nameOfFieldOrder(orderBy);
  if (!isOfOrder || (typeof key === 'string') !== (orderBy.field === 'name')) {
    throw invalidArgument('cursor', 'is of a list in another order');
  }
  return { key, id };
}

function encodeFields(fields: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(fields), 'utf8').toString('base64url');
}

function decodeFields<Fields extends z.ZodType>(
  fields: Fields,
  cursor: string,
  giver: string,
): z.output<Fields> {
  try {
    return fields.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw invalidArgument('cursor', `not a cursor that ${giver} gave`, error);
  }
}
