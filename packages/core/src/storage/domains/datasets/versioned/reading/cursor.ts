import { z } from 'zod';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { ListPosition } from '../adapter/primitives.js';

/** Where a page of items ended: the snapshot, and the last item of the page. */
export interface Cursor {
  readonly at: number;
  readonly after: ListPosition;
}

/** The farthest time from the epoch that a `Date` can hold. */
const FARTHEST_TIME = 8.64e15;

const time = z.int().min(-FARTHEST_TIME).max(FARTHEST_TIME);
const itemFields = z.tuple([z.string(), time, time, z.string()]);
const datasetFields = z.tuple([time, z.string()]);

/** Writes a cursor of `listItems` as an opaque text that is safe in URLs. */
export function encodeCursor(datasetId: string, { at, after }: Cursor): string {
  return encodeFields([datasetId, at, after.createdAt, after.id]);
}

/** Reads a cursor. Throws `INVALID_ARGUMENT` when it is malformed or of another dataset. */
export function decodeCursor(datasetId: string, cursor: string): Cursor {
  const [cursorDatasetId, at, createdAt, id] = decodeFields(itemFields, cursor, 'listItems');
  if (cursorDatasetId !== datasetId) throw invalidArgument('cursor', 'is of another dataset');
  return { at, after: { createdAt, id } };
}

/** As {@link encodeCursor}, for `listDatasets`: the last dataset of the page. */
export function encodeDatasetCursor({ createdAt, id }: ListPosition): string {
  return encodeFields([createdAt, id]);
}

/** Reads a cursor of `listDatasets`. Throws `INVALID_ARGUMENT` when it is malformed. */
export function decodeDatasetCursor(cursor: string): ListPosition {
  const [createdAt, id] = decodeFields(datasetFields, cursor, 'listDatasets');
  return { createdAt, id };
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
