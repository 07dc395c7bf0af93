import { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import { closed } from './closed.js';

/** Text that every database keeps as it is: no NUL and no lone surrogates. */
function text(minimum: number, maximum: number) {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .refine((value) => value.isWellFormed(), 'has a lone surrogate')
    .refine((value) => !value.includes('\0'), 'has a NUL character');
}

/** A function of the caller's. */
export function callback<Callback extends (argument: never) => void>() {
  return z.custom<Callback>((value) => typeof value === 'function', 'no function');
}

/** Makes the shapes that arguments are built from, within some limits. Objects are closed. */
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

  const pagination = closed({
    page: z.int().min(0),
    perPage: z.union([z.literal(false), z.int().min(1).max(limits.pageLength)], {
      error: `neither a positive integer up to ${limits.pageLength} nor false`,
    }),
  });

  const ids = z.array(id).max(limits.batchLength);

  /** The fields of a new item, wherever one is given. */
  const newItemFields = {
    input: json,
    expectedOutput: json,
    context: json,
    externalId: externalId.optional(),
  };

  /** The fields of an update of an item, wherever one is given. */
  const itemUpdateFields = { id, input: json, expectedOutput: json, context: json };

  const newItem = closed(newItemFields);
  const itemUpdate = closed(itemUpdateFields);

  const expectedVersion = { expectedVersion: version.optional() };

  const batch = { datasetId: id, message: message.optional(), ...expectedVersion };

  const filter = {
    search: z.string().optional(),
    context: json,
    ids: ids.optional(),
  };

  const change = z.discriminatedUnion('type', [
    closed({ ...newItemFields, type: z.literal('add'), onConflict: onConflict.optional() }),
    closed({ ...itemUpdateFields, type: z.literal('update') }),
    closed({ type: z.literal('delete'), id }),
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
    newItemFields,
    itemUpdateFields,
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
