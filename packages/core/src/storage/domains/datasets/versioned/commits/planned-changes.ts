import { createItemId } from '../../../../../ids.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type {
  NormalizedItemUpdate,
  NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import { JsonDocument } from '../../../../../json/document.js';
import type { SchemaSubject } from '../../../../../schemas/validator.js';
import type { DatasetItemChangeResult } from '../../../../types.js';
import { equalFields } from '../../content.js';
import { insertedItem } from '../adapter/inserted-item.js';
import { toItem } from '../reading/results.js';
import type { Change, MutationRequest } from './mutations.js';
import type { CommitRequest, ItemInsert, ItemUpdate, NumberedVersion } from '../adapter/commits.js';
import type { ItemDocuments, ItemRecord } from '../adapter/records.js';

/** The fields of an item that `null` clears. */
const CLEARABLE = ['context', 'splits', 'source', 'attributes'] as const;

/** What one change comes to, given the items that are there. */
export type PlannedChange =
  | { readonly action: 'added'; readonly insert: ItemInsert }
  | { readonly action: 'updated'; readonly update: ItemUpdate }
  | { readonly action: 'deleted'; readonly id: string }
  | { readonly action: 'unchanged'; readonly record: ItemRecord };

/** The documents of a new item; `expectedOutput: null` is a document, absent is none. */
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

/** The fields of a new item as those of items are read, absent where it has none. */
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
  const { input, expectedOutput, ...clearable } = item;
  const cleared = CLEARABLE.flatMap((name) => {
    const value = clearable[name];
    return value === undefined ? [] : [[name, JsonDocument.fromNullable(value)] as const];
  });
  return {
    ...(input === undefined ? {} : { input: JsonDocument.fromValue(input) }),
    ...(expectedOutput === undefined
      ? {}
      : { expectedOutput: JsonDocument.fromValue(expectedOutput) }),
    ...Object.fromEntries(cleared),
  };
}

function planAddition(
  datasetId: string,
  item: NormalizedNewItem,
  existing: ItemRecord | undefined,
  onConflict: 'error' | 'skip' | 'update',
): PlannedChange {
  const documents = newDocuments(item);
  if (existing === undefined || onConflict === 'error') {
    const { externalId } = item;
    const insert = { id: createItemId(datasetId), externalId, ...documents, createdAt: null };
    return { action: 'added', insert };
  }
  if (onConflict === 'skip' || equalFields(toItem(existing), newFields(item))) {
    return { action: 'unchanged', record: existing };
  }
  return { action: 'updated', update: { id: existing.id, ...documents } };
}

function planChange(
  datasetId: string,
  change: Change,
  existing: ReadonlyMap<string, ItemRecord>,
): PlannedChange {
  switch (change.type) {
    case 'add': {
      const { externalId } = change.item;
      const match = externalId === null ? undefined : existing.get(externalId);
      return planAddition(datasetId, change.item, match, change.onConflict);
    }
    case 'update': {
      const update = { id: change.item.id, ...updatedDocuments(change.item) };
      return { action: 'updated', update };
    }
    case 'delete':
      return { action: 'deleted', id: change.id };
  }
}

/** The id of an existing item that a planned change would write. */
export function writtenId(planned: PlannedChange): string | null {
  if (planned.action === 'updated') return planned.update.id;
  return planned.action === 'deleted' ? planned.id : null;
}

/** As {@link writtenId}, or the id of an existing item that a planned change leaves as it is. */
function namedId(planned: PlannedChange): string | null {
  return planned.action === 'unchanged' ? planned.record.id : writtenId(planned);
}

/**
 * Decides what each change of a call comes to. `existing` holds the current items by external id.
 * Throws `INVALID_ARGUMENT` when two changes come to the same item.
 */
export function planChanges(
  { datasetId, changes, path }: MutationRequest,
  existing: ReadonlyMap<string, ItemRecord>,
): PlannedChange[] {
  const named = new Set<string>();
  return changes.map((change, index) => {
    const planned = planChange(datasetId, change, existing);
    const id = namedId(planned);
    if (id === null) return planned;
    if (named.has(id)) {
      throw invalidArgument(`${path}[${index}]`, `names the item ${id} for the second time`);
    }
    named.add(id);
    return planned;
  });
}

/** Sorts planned changes into what a commit takes. */
export function groupByAction(
  planned: readonly PlannedChange[],
): Pick<CommitRequest, 'inserts' | 'updates' | 'deletes' | 'kept'> {
  return {
    inserts: planned.flatMap((change) => (change.action === 'added' ? change.insert : [])),
    updates: planned.flatMap((change) => (change.action === 'updated' ? change.update : [])),
    deletes: planned.flatMap((change) => (change.action === 'deleted' ? change.id : [])),
    kept: planned.flatMap((change) => (change.action === 'unchanged' ? change.record : [])),
  };
}

/** What the schemas have to accept of some planned changes. */
export function subjectsOf(planned: readonly PlannedChange[]): SchemaSubject[] {
  return planned.flatMap((change, index) => {
    switch (change.action) {
      case 'added':
        return [subjectOf(index, knownId(change.insert), change.insert)];
      case 'updated':
        return [subjectOf(index, change.update.id, change.update)];
      default:
        return [];
    }
  });
}

/** The id of an item that callers know already, as one that is restored. */
function knownId({ id, createdAt }: ItemInsert): string | undefined {
  return createdAt === null ? undefined : id;
}

function subjectOf(
  index: number,
  id: string | undefined,
  documents: Pick<ItemUpdate, 'input' | 'expectedOutput'>,
): SchemaSubject {
  return {
    index,
    ...(id === undefined ? {} : { id }),
    input: documents.input?.toValue(),
    expectedOutput: documents.expectedOutput?.toValue(),
  };
}

/** Tells what became of planned changes once they are committed. */
export function describeResults(
  datasetId: string,
  planned: readonly PlannedChange[],
  commit: NumberedVersion,
  updated: ReadonlyMap<string, ItemRecord>,
): DatasetItemChangeResult[] {
  return planned.map((change) => {
    const { action } = change;
    switch (action) {
      case 'added': {
        const item = toItem(insertedItem(datasetId, commit, change.insert));
        return { action, id: item.id, item };
      }
      case 'updated': {
        const record = updated.get(change.update.id);
        if (record === undefined) throw new Error(`The commit lost the item ${change.update.id}.`);
        return { action, id: record.id, item: toItem(record) };
      }
      case 'deleted':
        return { action, id: change.id, item: null };
      case 'unchanged':
        return { action, id: change.record.id, item: toItem(change.record) };
    }
  });
}
