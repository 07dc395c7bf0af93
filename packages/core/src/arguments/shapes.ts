import { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import { text } from './text.js';

/** A function of the caller's. */
export function callback<Callback extends (argument: never) => void>() {
  return z.custom<Callback>((value) => typeof value === 'function', 'no function');
}

/** Makes the shapes that arguments are built from, within some limits. */
export function createShapes(limits: DatasetsLimits) {
  const id = text(0, limits.idLength);
  const name = text(1, limits.nameLength);
  const description = text(0, limits.descriptionLength);
  const externalId = text(1, limits.externalIdLength);
  const tag = text(1, limits.tagLength);
  const message = text(0, limits.messageLength);
  /** JSON of any kind, checked by `normalizeJson` afterwards. */
  const json = z.unknown().optional();
  const onConflict = z.enum(['error', 'skip', 'update']);
  /** Copied, so that the caller may change the `Date` after the call. */
  const date = z.date().transform((value) => new Date(value.getTime()));

  const version = z.union([date, z.int().min(0), tag], {
    error: 'not a valid Date, commit number or tag',
  });

  const pagination = z.object({
    page: z.int().min(0),
    perPage: z.union([z.literal(false), z.int().min(1).max(limits.pageLength)], {
      error: `neither a positive integer up to ${limits.pageLength} nor false`,
    }),
  });

  const ids = z.array(id).max(limits.batchLength);

  const newItem = z.object({
    input: json,
    expectedOutput: json,
    context: json,
    externalId: externalId.optional(),
  });

  const itemUpdate = z.object({ id, input: json, expectedOutput: json, context: json });

  const expectedVersion = { expectedVersion: version.optional() };

  const batch = { datasetId: id, message: message.optional(), ...expectedVersion };

  const filter = {
    search: z.string().optional(),
    context: json,
    ids: ids.optional(),
    where: json,
    splits: z.array(split).min(1).max(SPLITS).optional(),
  };

  const change = z.discriminatedUnion('type', [
    newItem.extend({ type: z.literal('add'), onConflict: onConflict.optional() }),
    itemUpdate.extend({ type: z.literal('update') }),
    z.object({ type: z.literal('delete'), id }),
  ]);

  return {
    id,
    name,
    description,
    externalId,
    tag,
    message,
    json,
    onConflict,
    date,
    version,
    pagination,
    ids,
    newItem,
    itemUpdate,
    expectedVersion,
    batch,
    filter,
    change,
  };
}

/** @see createShapes */
export type Shapes = ReturnType<typeof createShapes>;
