import { z } from 'zod';
import { normalizeJson, normalizeJsonObject } from '../json/normalize.js';
import { LIMITS } from '../limits.js';
import { invalidArgument } from './invalid.js';
import { parseArgument } from './parse.js';
import * as shapes from './shapes.js';

const scope = { datasetId: shapes.id, ...shapes.expectedVersion };

const addItem = shapes.newItem.extend({ ...scope, onConflict: shapes.onConflict.optional() });
const updateItem = shapes.itemUpdate.extend(scope);
const deleteItem = z.object({ id: shapes.id, ...scope });
const purgeItem = z.object({ id: shapes.id, datasetId: shapes.id });

const addItems = z.object({
  ...shapes.batch,
  items: z.array(shapes.newItem).max(LIMITS.batchLength),
  onConflict: shapes.onConflict.optional(),
});
const updateItems = z.object({
  ...shapes.batch,
  items: z.array(shapes.itemUpdate).max(LIMITS.batchLength),
});
const deleteItems = z.object({ ...shapes.batch, ids: shapes.ids });
const applyChanges = z.object({
  ...shapes.batch,
  changes: z.array(shapes.change).max(LIMITS.batchLength),
});

const listItems = z.object({
  datasetId: shapes.id,
  pagination: shapes.pagination,
  version: shapes.version.optional(),
  cursor: z.string().optional(),
  ...shapes.filter,
});

const iterateItems = z.object({
  datasetId: shapes.id,
  version: shapes.version.optional(),
  batchSize: z.int().min(1).max(LIMITS.iterationBatchSize).optional(),
  order: z.enum(['newest', 'oldest']).optional(),
  ...shapes.filter,
});

const getItemById = z.object({ id: shapes.id, version: shapes.version.optional() });
const getItemByExternalId = z.object({
  datasetId: shapes.id,
  externalId: shapes.externalId,
  version: shapes.version.optional(),
});
const snapshot = z.object({ datasetId: shapes.id, version: shapes.version });
const history = z.object({ id: shapes.id });

type NewItemShape = z.output<typeof shapes.newItem>;
type ItemUpdateShape = z.output<typeof shapes.itemUpdate>;

/** The content of a new item as plain JSON; `null` means absent where `undefined` would be lost. */
export interface NormalizedNewItem {
  readonly input: unknown;
  /** `undefined` when there is none; `null` is a value. */
  readonly expectedOutput: unknown;
  /** `null` when there is none. */
  readonly context: Record<string, unknown> | null;
  /** `null` when there is none. */
  readonly externalId: string | null;
}

/** Changes to an item as plain JSON; `undefined` keeps a field. */
export interface NormalizedItemUpdate {
  readonly id: string;
  readonly input: unknown;
  readonly expectedOutput: unknown;
  /** `null` clears it. */
  readonly context: Record<string, unknown> | null | undefined;
}

function normalizeNewItem(item: NewItemShape, prefix: string): NormalizedNewItem {
  const input = normalizeJson(item.input, `${prefix}input`);
  if (input === undefined) throw invalidArgument(`${prefix}input`, 'missing');
  return {
    input,
    expectedOutput: normalizeJson(item.expectedOutput, `${prefix}expectedOutput`),
    context: normalizeJsonObject(item.context, `${prefix}context`),
    externalId: item.externalId ?? null,
  };
}

function normalizeItemUpdate(item: ItemUpdateShape, prefix: string): NormalizedItemUpdate {
  return {
    id: item.id,
    input: normalizeJson(item.input, `${prefix}input`),
    expectedOutput: normalizeJson(item.expectedOutput, `${prefix}expectedOutput`),
    context:
      item.context === undefined
        ? undefined
        : normalizeJsonObject(item.context, `${prefix}context`),
  };
}

/**
 * Checks and normalises the arguments of the methods on items: JSON comes back as plain copies.
 * Each throws `INVALID_ARGUMENT` naming the culprit, such as `items[2].input.score`.
 */
export const itemArguments = {
  add: (argument: unknown) => {
    const parsed = parseArgument(addItem, argument);
    return { ...parsed, item: normalizeNewItem(parsed, '') };
  },
  update: (argument: unknown) => {
    const parsed = parseArgument(updateItem, argument);
    return { ...parsed, item: normalizeItemUpdate(parsed, '') };
  },
  delete: (argument: unknown) => parseArgument(deleteItem, argument),
  purge: (argument: unknown) => parseArgument(purgeItem, argument),

  addMany: (argument: unknown) => {
    const parsed = parseArgument(addItems, argument);
    return {
      ...parsed,
      items: parsed.items.map((item, index) => normalizeNewItem(item, `items[${index}].`)),
    };
  },
  updateMany: (argument: unknown) => {
    const parsed = parseArgument(updateItems, argument);
    return {
      ...parsed,
      items: parsed.items.map((item, index) => normalizeItemUpdate(item, `items[${index}].`)),
    };
  },
  deleteMany: (argument: unknown) => parseArgument(deleteItems, argument),
  applyChanges: (argument: unknown) => {
    const parsed = parseArgument(applyChanges, argument);
    return {
      ...parsed,
      changes: parsed.changes.map((change, index) => {
        const prefix = `changes[${index}].`;
        switch (change.type) {
          case 'add':
            return {
              type: change.type,
              onConflict: change.onConflict,
              item: normalizeNewItem(change, prefix),
            };
          case 'update':
            return { type: change.type, item: normalizeItemUpdate(change, prefix) };
          case 'delete':
            return change;
        }
      }),
    };
  },

  list: (argument: unknown) => {
    const parsed = parseArgument(listItems, argument);
    if (parsed.cursor !== undefined && parsed.pagination.page !== 0) {
      throw invalidArgument('pagination.page', 'must be 0 beside a cursor');
    }
    return { ...parsed, context: normalizeJsonObject(parsed.context, 'context') };
  },
  iterate: (argument: unknown) => {
    const parsed = parseArgument(iterateItems, argument);
    return { ...parsed, context: normalizeJsonObject(parsed.context, 'context') };
  },
  byId: (argument: unknown) => parseArgument(getItemById, argument),
  byExternalId: (argument: unknown) => parseArgument(getItemByExternalId, argument),
  byVersion: (argument: unknown) => parseArgument(snapshot, argument),
  history: (argument: unknown) => parseArgument(history, argument),
};
