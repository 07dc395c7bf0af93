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
import { itemExists } from '../errors.js';
import type { AddChange, Change, MutationRequest } from './mutations.js';
import type { CommitRequest, ItemInsert, ItemUpdate, NumberedVersion } from '../adapter/commits.js';
import type { ItemDocuments, ItemRecord, NamedItem } from '../adapter/records.js';

/** The fields of an item that `null` clears. */
const CLEARABLE = ['context', 'splits', 'source', 'attributes'] as const;

/** What one change does to the items that are there. */
export type PlannedChange =
  | { readonly action: 'added'; readonly insert: ItemInsert }
  | { readonly action: 'updated'; readonly update: ItemUpdate }
  | { readonly action: 'deleted'; readonly id: string }
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

/** Decides what an addition does. Throws `ITEM_EXISTS` when it may not meet the item that it meets. */
function planAddition(
  datasetId: string,
  { item, onConflict, onDeleted }: AddChange,
  met: NamedItem | undefined,
): PlannedChange {
  const documents = newDocuments(item);
  const { externalId } = item;
  if (met === undefined) {
    const insert = { id: createItemId(datasetId), externalId, ...documents, createdAt: null };
    return { action: 'added', insert };
  }
  const { id, createdAt } = met.item;
  const isDeleted = met.validTo !== null;
  if ((isDeleted ? onDeleted : onConflict) === 'error') {
    throw itemExists(datasetId, externalId ?? '', met);
  }
  if (isDeleted) return { action: 'added', insert: { id, externalId, ...documents, createdAt } };
  if (onConflict === 'skip' || equalFields(toItem(met.item), newFields(item))) {
    return { action: 'unchanged', record: met.item };
  }
  return { action: 'updated', update: { id, ...documents } };
}

function planChange(datasetId: string, change: Change, met: NamedItem | undefined): PlannedChange {
  switch (change.type) {
    case 'add':
      return planAddition(datasetId, change, met);
    case 'update': {
      const update = { id: change.item.id, ...updatedDocuments(change.item) };
      return { action: 'updated', update };
    }
    case 'delete':
      return { action: 'deleted', id: change.id };
  }
}

/**
 * Names the item that a change is about: by its id when the item is known, by its external id when
 * not. `null` for a new item without an external id. `existing` holds the items that additions meet,
 * by external id. Two changes with the same identity change the same item, even when one call names
 * it by id and the other by external id.
 */
export function identityOf(
  change: Change,
  existing: ReadonlyMap<string, NamedItem>,
): string | null {
  if (change.type === 'update') return `id:${change.item.id}`;
  if (change.type === 'delete') return `id:${change.id}`;
  const { externalId } = change.item;
  if (externalId === null) return null;
  const met = existing.get(externalId);
  return met === undefined ? `externalId:${externalId}` : `id:${met.item.id}`;
}

/** Every identity that a call is about. Throws `INVALID_ARGUMENT` when it names an item twice. */
export function identitiesOf(
  { changes, path }: MutationRequest,
  existing: ReadonlyMap<string, NamedItem>,
): ReadonlySet<string> {
  const identities = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const identity = identityOf(change, existing);
    if (identity === null) continue;
    if (identities.has(identity)) {
      throw invalidArgument(`${path}[${index}]`, 'names an item for the second time');
    }
    identities.add(identity);
  }
  return identities;
}

/** Decides what changes do, and remembers it: most of it is the same in the next try. */
export class ChangePlanner {
  readonly #datasetId: string;
  readonly #planned = new Map<
    Change,
    { readonly met: NamedItem | undefined; readonly change: PlannedChange }
  >();

  constructor(datasetId: string) {
    this.#datasetId = datasetId;
  }

  /** Decides what each change of a call does. `existing` holds the items that additions meet. */
  plan({ changes }: MutationRequest, existing: ReadonlyMap<string, NamedItem>): PlannedChange[] {
    return changes.map((change) => {
      const externalId = change.type === 'add' ? change.item.externalId : null;
      const met = externalId === null ? undefined : existing.get(externalId);
      const known = this.#planned.get(change);
      if (known !== undefined && known.met === met) return known.change;
      const planned = planChange(this.#datasetId, change, met);
      this.#planned.set(change, { met, change: planned });
      return planned;
    });
  }
}

/** Groups planned changes into the fields of a commit. */
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

/** The values of planned changes that the schemas have to accept. */
export function subjectsOf(
  planned: readonly PlannedChange[],
  isWanted: (change: PlannedChange) => boolean = () => true,
): SchemaSubject[] {
  return planned.flatMap((change, index) => {
    if (!isWanted(change)) return [];
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

/** The id of an item that callers know already, such as a restored one. */
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

/** Describes what planned changes did, once they are committed. */
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
        if (record === undefined) {
          throw new Error(`The commit did not return the item ${change.update.id}.`);
        }
        return { action, id: record.id, item: toItem(record) };
      }
      case 'deleted':
        return { action, id: change.id, item: null };
      case 'unchanged':
        return { action, id: change.record.id, item: toItem(change.record) };
    }
  });
}
