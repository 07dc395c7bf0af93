import { z } from 'zod';
import { LIMITS } from '../limits.js';

/** Text that every database keeps as it is: no NUL and no lone surrogates. */
function text(minimum: number, maximum: number) {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .refine((value) => value.isWellFormed(), 'has a lone surrogate')
    .refine((value) => !value.includes('\0'), 'has a NUL character');
}

export const id = text(0, LIMITS.idLength);
export const name = text(1, LIMITS.nameLength);
export const description = text(0, LIMITS.descriptionLength);
export const externalId = text(1, LIMITS.externalIdLength);
export const tag = text(1, LIMITS.tagLength);
export const message = text(0, LIMITS.messageLength);
/** JSON of any kind, checked by `normalizeJson` afterwards. */
export const json = z.unknown().optional();
export const onConflict = z.enum(['error', 'skip', 'update']);
/** Copied, so that the caller may change the `Date` after the call. */
const date = z.date().transform((value) => new Date(value.getTime()));

export const version = z.union([date, z.int().min(0), tag], {
  error: 'not a valid Date, commit number or tag',
});

export const pagination = z.object({
  page: z.int().min(0),
  perPage: z.union([z.literal(false), z.int().min(1)], {
    error: 'neither a positive integer nor false',
  }),
});

export const ids = z.array(id).max(LIMITS.batchLength);

export const newItem = z.object({
  input: json,
  expectedOutput: json,
  context: json,
  externalId: externalId.optional(),
});

export const itemUpdate = z.object({ id, input: json, expectedOutput: json, context: json });

export const expectedVersion = { expectedVersion: version.optional() };

export const batch = { datasetId: id, message: message.optional(), ...expectedVersion };

export const filter = {
  search: z.string().optional(),
  context: json,
  ids: ids.optional(),
};

export const change = z.discriminatedUnion('type', [
  newItem.extend({ type: z.literal('add'), onConflict: onConflict.optional() }),
  itemUpdate.extend({ type: z.literal('update') }),
  z.object({ type: z.literal('delete'), id }),
]);
