import { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import type { ImportProgress, NewDatasetItem, RejectedItem } from '../storage/types.js';
import { closed } from './closed.js';
import { wants } from './reasons.js';
import { orderShape, selectionShape } from './selection.js';
import { callback, type Shapes } from './shapes.js';

function isIterable(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

/** The shapes of the arguments of methods on items, before their JSON is looked at. */
export function itemShapes(shapes: Shapes, limits: DatasetsLimits) {
  const addItem = closed({
    ...shapes.newItemFields,
    ...shapes.scope,
    ...shapes.additionRules,
  });
  const updateItem = closed({ ...shapes.itemUpdateFields, ...shapes.scope });
  const deleteItem = closed({ ...shapes.itemDeletionFields, ...shapes.scope });
  const purgeItem = closed({
    id: shapes.id,
    datasetId: shapes.id,
    keep: z.boolean().optional(),
    ...shapes.authorship,
  });

  const addItems = closed({
    ...shapes.scope,
    items: z.array(shapes.newItem).max(limits.batchLength),
    ...shapes.additionRules,
  });
  const updateItems = closed({
    ...shapes.scope,
    items: z.array(shapes.itemUpdate).max(limits.batchLength),
  });
  const deleteItems = closed({
    ...shapes.scope,
    ids: z.array(shapes.itemDeletion).max(limits.batchLength).optional(),
    where: shapes.filter.where,
    splits: shapes.filter.splits,
  });
  const applyChanges = closed({
    ...shapes.scope,
    changes: z.array(shapes.change).max(limits.batchLength),
  });

  const importRules = {
    ...shapes.scope,
    ...shapes.additionRules,
    onMissing: z.enum(['keep', 'delete']).optional(),
    maxDeleted: z.int().min(0).optional(),
  };
  const importItems = closed({
    ...importRules,
    items: z.custom<Iterable<NewDatasetItem> | AsyncIterable<NewDatasetItem>>(isIterable, {
      error: wants('an iterable or an asynchronous one'),
    }),
    onRejected: callback<(rejected: RejectedItem) => void>().optional(),
    onProgress: callback<(progress: ImportProgress) => void>().optional(),
  });

  const listItems = closed({
    datasetId: shapes.id,
    pagination: shapes.pagination,
    version: shapes.version.optional(),
    cursor: z.string().optional(),
    ...shapes.filter,
    ...selectionShape,
    ...orderShape,
  });

  const chooseItems = closed({ ...shapes.filter, ...selectionShape });

  const iterateItems = closed({
    datasetId: shapes.id,
    version: shapes.version.optional(),
    batchSize: z.int().min(1).max(limits.iterationBatchSize).optional(),
    ...shapes.filter,
    ...selectionShape,
    ...orderShape,
  });

  const getItemById = closed({ id: shapes.id, version: shapes.version.optional() });
  const getItemByExternalId = closed({
    datasetId: shapes.id,
    externalId: shapes.externalId,
    version: shapes.version.optional(),
  });
  const snapshot = closed({ datasetId: shapes.id, version: shapes.version });
  const history = closed({
    id: shapes.id.optional(),
    datasetId: shapes.id.optional(),
    externalId: shapes.externalId.optional(),
  });

  return {
    addItem,
    updateItem,
    deleteItem,
    purgeItem,
    addItems,
    updateItems,
    deleteItems,
    applyChanges,
    importItems,
    importOptions: closed(importRules),
    listItems,
    chooseItems,
    iterateItems,
    getItemById,
    getItemByExternalId,
    snapshot,
    history,
  };
}
