import { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import type { VersionReference } from '../storage/types.js';
import { closed, memberOf } from './closed.js';
import { reasonFor, wants } from './reasons.js';
import { text } from './text.js';

/** A function of the caller's. */
export function callback<Callback extends (argument: never) => void>() {
  return z.custom<Callback>((value) => typeof value === 'function', { error: wants('a function') });
}

/** How times and versions are given: by callers of methods, or in JSON. */
export interface TimeShapes {
  readonly date: z.ZodType<Date>;
  /** What `date` takes, in words. */
  readonly dateName: string;
  /** A version of a dataset, given the shape of a tag. */
  readonly versionOf: (tag: z.ZodType<string, string>) => z.ZodType<VersionReference>;
}

/** Copied, so that the caller may change the `Date` after the call. */
const date = z
  .date({ error: wants('a valid Date, such as new Date(…)') })
  .transform((value) => new Date(value.getTime()));

/** Times and versions as the methods take them. */
const OBJECT_TIMES: TimeShapes = {
  date,
  dateName: 'a valid Date',
  versionOf: (tag) =>
    z.union([date, z.int().min(0), tag], {
      error: wants('a valid Date, a commit number or a tag'),
    }),
};

/** What is wrong with a change that is of no kind there is. */
const reasonForChange: z.core.$ZodErrorMap = ({ code, input }) =>
  code === 'invalid_union'
    ? reasonFor(memberOf(input, 'type'), '"add", "update" or "delete"')
    : undefined;

/** What a limit adds to the name of an integer: nothing where every safe one is within it. */
function boundName(limit: number): string {
  return limit === Number.MAX_SAFE_INTEGER ? '' : ` up to ${limit}`;
}

/** Makes the shapes that arguments are built from, within some limits. Objects are closed. */
export function createShapes(limits: DatasetsLimits, times: TimeShapes = OBJECT_TIMES) {
  const { date, dateName } = times;
  const id = text(0, limits.idLength);
  const newId = text(1, limits.idLength);
  const name = text(1, limits.nameLength);
  const description = text(0, limits.descriptionLength);
  const externalId = text(1, limits.externalIdLength);
  const tag = text(1, limits.tagLength);
  const authorship = {
    author: text(1, limits.authorLength).optional(),
    message: text(0, limits.messageLength).optional(),
  };
  /** A set of names, sorted; `null` for none. */
  const splits = z
    .array(text(1, limits.splitLength))
    // No element of a list that is far too long is looked at.
    .max(limits.batchLength)
    .transform((names) => [...new Set(names)].sort())
    .refine(({ length }) => length <= limits.splitCount, `more than ${limits.splitCount} splits`)
    .transform((names) => (names.length === 0 ? null : names))
    .nullish();
  /** JSON of any kind, checked by `normalizeJson` afterwards. */
  const json = z.unknown().optional();
  /** What to do with a new item whose external id names an item already. */
  const additionRules = {
    onConflict: z.enum(['error', 'skip', 'update', 'merge']).optional(),
    onDeleted: z.enum(['revive', 'error']).optional(),
  };
  const version = times.versionOf(tag);

  const pagination = closed({
    page: z.int().min(0),
    perPage: z.union([z.literal(false), z.int().min(1).max(limits.pageLength)], {
      error: wants(`a positive integer${boundName(limits.pageLength)} or false`),
    }),
  });

  const ids = z.array(id).max(limits.batchLength);

  const expectedItemVersion = {
    expectedItemVersion: z
      .union([date, z.int().min(0)], { error: wants(`a commit number or ${dateName}`) })
      .optional(),
  };

  /** The content of an item, wherever it is given. */
  const contentFields = {
    input: json,
    expectedOutput: json,
    context: json,
    splits,
    source: json,
    attributes: json,
  };

  /** The fields of a new item. */
  const newItemFields = { ...contentFields, externalId: externalId.optional() };

  /** The fields of an update of an item. */
  const merge = closed({ context: json, attributes: json });
  const itemUpdateFields = {
    ...contentFields,
    id,
    merge: merge.optional(),
    ...expectedItemVersion,
  };

  /** The fields of a deletion of an item. */
  const itemDeletionFields = { id, ...expectedItemVersion };

  const newItem = closed(newItemFields);
  const itemUpdate = closed(itemUpdateFields);
  /** An id alone is a deletion without a condition. */
  const itemDeletion = z.preprocess(
    (value) => (typeof value === 'string' ? { id: value } : value),
    closed(itemDeletionFields),
  );

  const expectedVersion = { expectedVersion: version.optional() };

  const scope = { datasetId: id, ...authorship, ...expectedVersion };

  const filter = {
    search: z.string().optional(),
    context: json,
    ids: ids.optional(),
    where: json,
    splits: z.array(text(1, limits.splitLength)).min(1).max(limits.splitCount).optional(),
  };

  const change = z.discriminatedUnion(
    'type',
    [
      closed({ ...newItemFields, type: z.literal('add'), ...additionRules }),
      closed({ ...itemUpdateFields, type: z.literal('update') }),
      closed({ type: z.literal('delete'), ...itemDeletionFields }),
    ],
    {
      error: reasonForChange,
    },
  );

  return {
    id,
    newId,
    name,
    description,
    externalId,
    tag,
    authorship,
    json,
    additionRules,
    date,
    version,
    pagination,
    ids,
    newItemFields,
    itemUpdateFields,
    itemDeletionFields,
    newItem,
    itemUpdate,
    itemDeletion,
    expectedVersion,
    scope,
    filter,
    change,
  };
}

/** @see createShapes */
export type Shapes = ReturnType<typeof createShapes>;
