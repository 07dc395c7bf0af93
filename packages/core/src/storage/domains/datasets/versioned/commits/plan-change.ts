import { createItemId } from '../../../../../ids.js';
import {
  CLEARABLE_FIELDS,
  type NormalizedItemUpdate,
  type NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import { JsonDocument } from '../../../../../json/document.js';
import type { DatasetsLimits } from '../../../../../limits.js';
import { equalFields } from '../../content.js';
import type { CommitRequest, ItemInsert, ItemUpdate } from '../adapter/commits.js';
import type { ItemDocuments, ItemRecord, NamedItem } from '../adapter/records.js';
import { itemConflict, itemExists } from '../errors.js';
import { toItem } from '../reading/results.js';
import { BEGINNING } from '../reading/version-references.js';
import { isExpected, type ConditionalChange } from './expected-items.js';
import { mergedAddition, mergedDocuments } from './merges.js';
import type { AddChange, Change } from './mutations.js';

/** What plans are made for. */
export interface PlannerOptions {
  readonly datasetId: string;
  readonly limits: DatasetsLimits;
}

/** The state of an item that a change is made for. The change does not apply to any other. */
export type KeptItem = CommitRequest['kept'][number];

/** What one change does to the items that are there. */
export type PlannedChange =
  | { readonly action: 'added'; readonly insert: ItemInsert }
  | { readonly action: 'updated'; readonly update: ItemUpdate; readonly basis?: KeptItem | null }
  | { readonly action: 'deleted'; readonly id: string; readonly basis?: KeptItem | null }
  | { readonly action: 'unchanged'; readonly record: ItemRecord };

/**
 * The documents of a new item. `expectedOutput: null` is a document; without the key, there is
 * none.
 */
export function newDocuments(item: NormalizedNewItem): ItemDocuments {
  return {
    input: JsonDocument.fromValue(item.input),
    expectedOutput:
      item.expectedOutput === undefined ? null : JsonDocument.fromValue(item.expectedOutput),
    context: JsonDocument.fromNullable(item.context),
    splits: JsonDocument.fromNullable(item.splits),
    source: JsonDocument.fromNullable(item.source),
    attributes: JsonDocument.fromNullable(item.attributes),
  };
}

/** The fields of a new item as reads give them. A field that the item does not have is absent. */
export function newFields(item: NormalizedNewItem) {
  const { input, expectedOutput, context, splits, source, attributes } = item;
  return {
    input,
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
    ...(context === null ? {} : { context }),
    ...(splits === null ? {} : { splits: [...splits] }),
    ...(source === null ? {} : { source }),
    ...(attributes === null ? {} : { attributes }),
  };
}

/** The documents that an update sets; `null` removes one. */
function updatedDocuments(item: NormalizedItemUpdate): Partial<ItemDocuments> {
  const documents: { -readonly [Name in keyof ItemDocuments]?: ItemDocuments[Name] } = {};
  if (item.input !== undefined) documents.input = JsonDocument.fromValue(item.input);
  if (item.expectedOutput !== undefined) {
    documents.expectedOutput = JsonDocument.fromValue(item.expectedOutput);
  }
  for (const name of CLEARABLE_FIELDS) {
    const value = item[name];
    if (value !== undefined) documents[name] = JsonDocument.fromNullable(value);
  }
  return documents;
}

/** An item that was not there before. Spreading its documents would take several times as long. */
function newInsert(id: string, externalId: string | null, documents: ItemDocuments): ItemInsert {
  const { input, expectedOutput, context, splits, source, attributes } = documents;
  return {
    id,
    externalId,
    input,
    expectedOutput,
    context,
    splits,
    source,
    attributes,
    createdAt: null,
  };
}

/** Decides what an addition does. Throws `ITEM_EXISTS` when its item is there and may not be. */
function planAddition(
  datasetId: string,
  { item, onConflict, onDeleted }: AddChange,
  met: NamedItem | undefined,
): PlannedChange {
  const documents = newDocuments(item);
  const { externalId } = item;
  if (met === undefined) {
    return { action: 'added', insert: newInsert(createItemId(datasetId), externalId, documents) };
  }
  const { id, createdAt } = met.item;
  const isDeleted = met.validTo !== null;
  if ((isDeleted ? onDeleted : onConflict) === 'error') {
    throw itemExists(datasetId, externalId ?? '', met);
  }
  if (isDeleted) return { action: 'added', insert: { id, externalId, ...documents, createdAt } };
  if (onConflict === 'merge') return planMerge(item, met.item);
  if (onConflict === 'skip' || equalFields(toItem(met.item), newFields(item))) {
    return { action: 'unchanged', record: met.item };
  }
  return { action: 'updated', update: { id, ...documents } };
}

/** The merge used a state that was read, so the change does not apply to any other state. */
function planMerge(item: NormalizedNewItem, existing: ItemRecord): PlannedChange {
  const merged = mergedAddition(item, existing);
  if (equalFields(toItem(existing), newFields(merged))) {
    return { action: 'unchanged', record: existing };
  }
  const update = { id: existing.id, ...newDocuments(merged) };
  return { action: 'updated', update, basis: existing };
}

/** Decides what a change does. `met` is what it meets or looks at. */
export function planChange(
  { datasetId, limits }: PlannerOptions,
  change: Change,
  met: NamedItem | undefined,
): PlannedChange {
  const current = met?.item;
  switch (change.type) {
    case 'add':
      return planAddition(datasetId, change, met);
    case 'update': {
      const { item } = change;
      const { id, merge } = item;
      const state = expectedState(datasetId, item, current);
      const update = { id, ...updatedDocuments(item) };
      if (merge === undefined) return { action: 'updated', update, basis: state };
      if (current === undefined) return { action: 'updated', update, basis: noState(id) };
      // The commit refuses this, and first checks the conditions that come before it.
      if (current.purgedAt !== null) return { action: 'updated', update, basis: current };
      const merged = { ...update, ...mergedDocuments(current, merge, limits) };
      return { action: 'updated', update: merged, basis: current };
    }
    case 'delete':
      return { action: 'deleted', id: change.id, basis: expectedState(datasetId, change, current) };
  }
}

/** A state that no item is in. A commit that depends on it is refused, and reads the item again. */
function noState(id: string): KeptItem {
  return { id, version: BEGINNING };
}

/**
 * The state that an item has to be in for a change; `null` when any will do. Throws
 * `VERSION_CONFLICT` where the item was read and is in another one.
 */
function expectedState(
  datasetId: string,
  { id, expectedItemVersion }: ConditionalChange,
  item: ItemRecord | undefined,
): KeptItem | null {
  if (expectedItemVersion === undefined) return null;
  if (item === undefined) {
    return expectedItemVersion instanceof Date
      ? { id, version: expectedItemVersion.getTime() }
      : noState(id);
  }
  if (isExpected(item, expectedItemVersion)) return item;
  throw itemConflict(datasetId, expectedItemVersion, item);
}
