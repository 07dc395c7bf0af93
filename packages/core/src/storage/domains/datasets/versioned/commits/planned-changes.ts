import { createItemId } from '../../../../../ids.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import {
  CLEARABLE_FIELDS,
  type NormalizedItemUpdate,
  type NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import { JsonDocument } from '../../../../../json/document.js';
import type { SchemaSubject } from '../../../../../schemas/validator.js';
import type { DatasetsLimits } from '../../../../../limits.js';
import type { DatasetItemChangeResult } from '../../../../types.js';
import { equalFields } from '../../content.js';
import { insertedItem } from '../adapter/inserted-item.js';
import { toItem } from '../reading/results.js';
import { BEGINNING } from '../reading/version-references.js';
import { itemConflict, itemExists } from '../errors.js';
import { mergedAddition, mergedDocuments } from './merges.js';
import type { Targets } from './change-targets.js';
import { isExpected, type ConditionalChange } from './expected-items.js';
import type { AddChange, Change, MutationRequest } from './mutations.js';
import type { CommitRequest, ItemInsert, ItemUpdate, NumberedVersion } from '../adapter/commits.js';
import type { ItemDocuments, ItemRecord, NamedItem } from '../adapter/records.js';

/** The state of an item that a change is made for. The change does not apply to any other. */
type KeptItem = CommitRequest['kept'][number];

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
  const { input, expectedOutput, ...clearable } = item;
  const cleared = CLEARABLE_FIELDS.flatMap((name) => {
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

/** Decides what an addition does. Throws `ITEM_EXISTS` when its item is there and may not be. */
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

/** `met` is what the change meets or looks at. */
function planChange(
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

/**
 * Names the item that a change is about: by its id when the item is known, by its external id when
 * not. `null` for a new item without an external id. `existing` holds the items that additions
 * meet, by external id. Two changes with the same identity change the same item, even when one call
 * names it by id and the other by external id.
 */
function identityOf(change: Change, existing: Targets['byExternalId']): string | null {
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
  existing: Targets['byExternalId'],
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

/** What plans are made for. */
interface PlannerOptions {
  readonly datasetId: string;
  readonly limits: DatasetsLimits;
}

/** The item that a change meets or looks at, where it was read. */
function targetOf(change: Change, { byExternalId, byId }: Targets): NamedItem | undefined {
  if (change.type === 'add') return byExternalId.get(change.item.externalId ?? '');
  return byId.get(change.type === 'update' ? change.item.id : change.id);
}

/** Decides what changes do, and remembers it: most of it is the same in the next try. */
export class ChangePlanner {
  readonly #options: PlannerOptions;
  readonly #planned = new Map<
    Change,
    { readonly met: NamedItem | undefined; readonly change: PlannedChange }
  >();

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Decides what each change of a call does. */
  plan({ changes }: MutationRequest, targets: Targets): PlannedChange[] {
    return changes.map((change) => {
      const met = targetOf(change, targets);
      const known = this.#planned.get(change);
      if (known !== undefined && known.met === met) return known.change;
      const planned = planChange(this.#options, change, met);
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
    kept: planned.flatMap(keptBy),
  };
}

/** The state of an item that has to be the current one for a change. */
function keptBy(change: PlannedChange): KeptItem[] {
  if (change.action === 'unchanged') return [change.record];
  if (change.action === 'added') return [];
  return change.basis == null ? [] : [change.basis];
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
