import type { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import { memberOf } from './closed.js';
import { invalidArgument } from './invalid.js';
import { checkCursorPage } from './cursor-page.js';
import {
  checkBatchSize,
  normalizeImportedItem,
  normalizeItemUpdate,
  normalizeNewItem,
} from './item-content.js';
import { itemShapes } from './item-shapes.js';
import { parseArgument } from './parse.js';
import { plainId } from './plain-id.js';
import { readFilter, readItemQuery } from './selection.js';
import type { Shapes } from './shapes.js';
import { isEmptyFilter } from '../storage/domains/datasets/filter.js';

function normalizeChange(
  change: z.output<Shapes['change']>,
  prefix: string,
  limits: DatasetsLimits,
) {
  switch (change.type) {
    case 'add': {
      const { type, onConflict, onDeleted } = change;
      const item = normalizeNewItem(change, prefix, limits);
      return { type, onConflict, onDeleted, item };
    }
    case 'update':
      return { type: change.type, item: normalizeItemUpdate(change, prefix, limits) };
    case 'delete':
      return change;
  }
}

/** The item that is meant: by its id, or else by an external id of a dataset. */
function readItemReference(given: {
  readonly id?: string | undefined;
  readonly datasetId?: string | undefined;
  readonly externalId?: string | undefined;
}) {
  const { id, datasetId, externalId } = given;
  if (id !== undefined) {
    const surplus = (['datasetId', 'externalId'] as const).find(
      (name) => given[name] !== undefined,
    );
    if (surplus !== undefined) throw invalidArgument(surplus, 'given beside an id');
    return { id };
  }
  if (datasetId === undefined && externalId === undefined) {
    throw invalidArgument('id', 'missing, or else a datasetId and an externalId');
  }
  if (datasetId === undefined) throw invalidArgument('datasetId', 'missing beside an externalId');
  if (externalId === undefined) throw invalidArgument('externalId', 'missing beside a datasetId');
  return { datasetId, externalId };
}

/** The result of a function; `undefined` when it throws. */
function settled(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Makes the functions that check and normalise the arguments of the methods on items. JSON comes
 * back as plain copies. Each function throws `INVALID_ARGUMENT` with the path of the culprit, such
 * as `items[2].input.score`.
 */
export function createItemArguments(shapes: Shapes, limits: DatasetsLimits) {
  const shape = itemShapes(shapes, limits);
  return {
    add: (argument: unknown) => {
      const parsed = parseArgument(shape.addItem, argument);
      const { datasetId, expectedVersion, author, message, onConflict, onDeleted } = parsed;
      const item = normalizeNewItem(parsed, '', limits);
      return { datasetId, expectedVersion, author, message, onConflict, onDeleted, item };
    },
    update: (argument: unknown) => {
      const parsed = parseArgument(shape.updateItem, argument);
      const { datasetId, expectedVersion, author, message } = parsed;
      const item = normalizeItemUpdate(parsed, '', limits);
      return { datasetId, expectedVersion, author, message, item };
    },
    delete: (argument: unknown) => parseArgument(shape.deleteItem, argument),
    purge: (argument: unknown) => {
      const parsed = parseArgument(shape.purgeItem, argument);
      for (const name of ['author', 'message'] as const) {
        if (parsed.keep !== true || parsed[name] === undefined) continue;
        throw invalidArgument(name, 'a purge that keeps the item makes no version to hold it');
      }
      return parsed;
    },

    addMany: (argument: unknown) => {
      const parsed = parseArgument(shape.addItems, argument);
      const items = parsed.items.map((item, index) =>
        normalizeNewItem(item, `items[${index}].`, limits),
      );
      checkBatchSize('items', items, limits);
      return { ...parsed, items };
    },
    updateMany: (argument: unknown) => {
      const parsed = parseArgument(shape.updateItems, argument);
      const items = parsed.items.map((item, index) =>
        normalizeItemUpdate(item, `items[${index}].`, limits),
      );
      checkBatchSize('items', items, limits);
      return { ...parsed, items };
    },
    deleteMany: (argument: unknown) => {
      const { ids, where, splits, ...scope } = parseArgument(shape.deleteItems, argument);
      const filter = readFilter({ where, splits }, limits);
      if (ids === undefined) {
        if (!isEmptyFilter(filter)) return { ...scope, filter };
        throw invalidArgument('ids', 'absent, and so are where and splits');
      }
      if (isEmptyFilter(filter)) return { ...scope, ids };
      throw invalidArgument('ids', 'cannot be given beside where or splits');
    },
    applyChanges: (argument: unknown) => {
      const parsed = parseArgument(shape.applyChanges, argument);
      const changes = parsed.changes.map((change, index) =>
        normalizeChange(change, `changes[${index}].`, limits),
      );
      const items = changes.flatMap((change) => (change.type === 'delete' ? [] : change.item));
      checkBatchSize('changes', items, limits);
      return { ...parsed, changes };
    },

    import: (argument: unknown) => {
      const parsed = parseArgument(shape.importItems, argument);
      if (parsed.maxDeleted !== undefined && parsed.onMissing !== 'delete') {
        throw invalidArgument('maxDeleted', 'given without onMissing: delete');
      }
      return parsed;
    },
    /** The external id that an item of an import names, though it is refused; `null` for none. */
    namedByImported: (item: unknown): string | null => {
      const externalId = settled(() => memberOf(item, 'externalId'));
      const parsed = shapes.externalId.safeParse(externalId);
      return parsed.success ? parsed.data : null;
    },
    /** One of the items of an import. `prefix` leads to it in errors: `items[2]`. */
    imported: (item: unknown, prefix: string) =>
      normalizeImportedItem(parseArgument(shapes.newItem, item, prefix), `${prefix}.`, limits),

    list: (argument: unknown) => {
      const parsed = parseArgument(shape.listItems, argument);
      checkCursorPage(parsed);
      const { datasetId, pagination, version, cursor } = parsed;
      return { datasetId, pagination, version, cursor, ...readItemQuery(parsed, limits) };
    },
    iterate: (argument: unknown) => {
      const parsed = parseArgument(shape.iterateItems, argument);
      const { datasetId, version, batchSize } = parsed;
      return { datasetId, version, batchSize, ...readItemQuery(parsed, limits) };
    },
    choose: (argument: unknown) =>
      readItemQuery(parseArgument(shape.chooseItems, argument), limits),
    byId: (argument: unknown) => {
      const id = plainId(argument, limits.idLength);
      return id === undefined
        ? parseArgument(shape.getItemById, argument)
        : { id, version: undefined };
    },
    byExternalId: (argument: unknown) => parseArgument(shape.getItemByExternalId, argument),
    byVersion: (argument: unknown) => parseArgument(shape.snapshot, argument),
    history: (argument: unknown) => readItemReference(parseArgument(shape.history, argument)),
  };
}
