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
const shape = z.tuple([z.string(), time, time, z.string()]);

/** Writes a cursor as an opaque text that is safe in URLs. */
export function encodeCursor(datasetId: string, { at, after }: Cursor): string {
  const fields = [datasetId, at, after.createdAt, after.id];
  return Buffer.from(JSON.stringify(fields), 'utf8').toString('base64url');
}

/** Reads a cursor. Throws `INVALID_ARGUMENT` when it is malformed or of another dataset. */
export function decodeCursor(datasetId: string, cursor: string): Cursor {
  const [cursorDatasetId, at, createdAt, id] = parseFields(cursor);
  if (cursorDatasetId !== datasetId) throw invalidArgument('cursor', 'is of another dataset');
  return { at, after: { createdAt, id } };
}

function parseFields(cursor: string): z.output<typeof shape> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw invalidArgument('cursor', 'not a cursor that listItems gave', error);
  }
}
