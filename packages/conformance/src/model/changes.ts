import type { DatasetItem, DatasetItemChange, OnConflict, OnDeleted } from '@mastra-datasets/core';
import { canonicalText, contentText } from '../canonical.js';
import { at, present, shifted } from '../fixtures.js';
import type { ModelDataset } from './model-dataset.js';
import type { Change, Content, ContentUpdate, Merge, Seen } from './operations.js';

/** The fields that `null` clears. */
const CLEARABLE = ['context', 'splits', 'source', 'attributes'] as const;

/** What an addition says about the item that it meets. */
interface Rules {
  onConflict?: OnConflict;
  onDeleted?: OnDeleted;
}

/** A change whose picks are settled, ready to be sent. */
export type Request =
  | ({ type: 'add'; content: Content; externalId: string | undefined } & Rules)
  | { type: 'update'; id: string; content: ContentUpdate; merge: Merge; condition: ItemCondition }
  | { type: 'delete'; id: string; condition: ItemCondition };

/** The state that an item has to be in for a change, as storages take it. */
interface ItemCondition {
  readonly expectedItemVersion?: Date | number;
}

function conditionOn({ version, versionNumber = 0 }: DatasetItem, seen: Seen): ItemCondition {
  switch (seen) {
    case 'any':
      return {};
    case 'present':
      return { expectedItemVersion: version };
    case 'presentNumber':
      return { expectedItemVersion: versionNumber };
    case 'other':
      return { expectedItemVersion: shifted(version, -1) };
    case 'otherNumber':
      return { expectedItemVersion: versionNumber + 1 };
  }
}

/** Whether a request expects another state of its item than the present one. */
export function expectsOther(model: ModelDataset, request: Request): boolean {
  const { expectedItemVersion } = request.type === 'add' ? {} : request.condition;
  if (request.type === 'add' || expectedItemVersion === undefined) return false;
  return !isInState(present(model.find(request.id)), expectedItemVersion);
}

/** Whether a request would change an item whose content was purged. */
export function changesMark(model: ModelDataset, request: Request): boolean {
  return request.type === 'update' && model.purged.has(request.id);
}

/** Whether a state of an item is the one that a condition names. */
export function isInState(
  { version, versionNumber }: DatasetItem,
  expected: Date | number | undefined,
): boolean {
  return expected instanceof Date
    ? expected.getTime() === version.getTime()
    : expected === undefined || expected === versionNumber;
}

/** Settles what a change picks; `null` when there is no item to pick. */
export function resolveChange(model: ModelDataset, change: Change): Request | null {
  if (change.type === 'add') {
    const { type, content, key, ...rules } = change;
    const externalId = key === undefined ? undefined : `key ${key}`;
    return { type, content, externalId, ...rules };
  }
  if (model.items.length === 0) return null;
  const item = at(model.items, change.item % model.items.length);
  const named = { id: item.id, condition: conditionOn(item, change.seen) };
  return change.type === 'delete'
    ? { type: change.type, ...named }
    : { type: change.type, ...named, content: change.content, merge: mergeBeside(change) };
}

/** The patches of objects that an update does not set itself. */
function mergeBeside({ content, merge }: Change & { type: 'update' }): Merge {
  const patches = Object.entries(merge).filter(([name]) => !Object.hasOwn(content, name));
  return Object.fromEntries(patches);
}

/** The fields of an update as a storage takes them. */
export function updateFields({ id, content, merge, condition }: Request & { type: 'update' }) {
  return { id, ...content, ...(Object.keys(merge).length === 0 ? {} : { merge }), ...condition };
}

/** The current item that has the external id of a request. */
export function holderOf(model: ModelDataset, request: Request): DatasetItem | undefined {
  if (request.type !== 'add' || request.externalId === undefined) return undefined;
  return model.items.find(({ externalId }) => externalId === request.externalId);
}

/** Settles a batch, leaving out changes that would name an item or external id twice. */
export function resolveBatch(model: ModelDataset, changes: readonly Change[]): Request[] {
  const named = new Set<string>();
  return changes.flatMap((change) => {
    const request = resolveChange(model, change);
    if (request === null) return [];
    const names =
      request.type === 'add' ? [request.externalId, holderOf(model, request)?.id] : [request.id];
    const held = request.type === 'add' ? undefined : model.find(request.id)?.externalId;
    const all = [...names, held].filter((name) => name !== undefined);
    if (all.some((name) => named.has(name))) return [];
    for (const name of all) named.add(name);
    return [request];
  });
}

/** The fields of a new item as a storage takes them. */
export function addFields(request: Request & { type: 'add' }) {
  const { content, externalId, onConflict, onDeleted } = request;
  return {
    ...content,
    ...(externalId === undefined ? {} : { externalId }),
    ...(onConflict === undefined ? {} : { onConflict }),
    ...(onDeleted === undefined ? {} : { onDeleted }),
  };
}

/** A request as one change of a batch. */
export function toChange(request: Request): DatasetItemChange {
  switch (request.type) {
    case 'add':
      return { type: 'add', ...addFields(request) };
    case 'update':
      return { type: 'update', ...updateFields(request) };
    case 'delete':
      return { type: 'delete', id: request.id, ...request.condition };
  }
}

/** The state of an item that is new, or deleted and back: then it is the one that it was. */
export function addedState(
  model: ModelDataset,
  id: string,
  version: Date,
  request: Request & { type: 'add' },
): DatasetItem {
  const { content, externalId } = request;
  const former = externalId === undefined ? undefined : model.named(externalId)?.item;
  return {
    id: former?.id ?? id,
    datasetId: model.id,
    ...(externalId === undefined ? {} : { externalId }),
    ...content,
    createdAt: former?.createdAt ?? version,
    ...model.datesOf(version),
  };
}

/** What an upsert makes the content of the item that it meets: what it says, or a merge with that. */
function replacingContent(
  previous: DatasetItem,
  { content, onConflict }: Request & { type: 'add' },
): Content {
  if (onConflict !== 'merge') return content;
  const { input, expectedOutput, context, splits, source, attributes } = previous;
  const kept = {
    input,
    ...('expectedOutput' in previous ? { expectedOutput } : {}),
    ...(context === undefined ? {} : { context }),
    ...(splits === undefined ? {} : { splits }),
    ...(source === undefined ? {} : { source }),
    ...(attributes === undefined ? {} : { attributes }),
  };
  return { ...kept, ...content, ...mergedObjects(previous, content) };
}

/** The objects of an item after a merge. */
function mergedObjects(
  previous: DatasetItem,
  merge: Merge,
): Pick<Content, 'context' | 'attributes'> {
  const names = (['context', 'attributes'] as const).filter((name) => merge[name] != null);
  return Object.fromEntries(names.map((name) => [name, mergePatch(previous[name], merge[name])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The algorithm of RFC 7396 as it is written there. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** The state of an item after an upsert. */
export function replacedState(
  model: ModelDataset,
  previous: DatasetItem,
  version: Date,
  request: Request & { type: 'add' },
): DatasetItem {
  const content = replacingContent(previous, request);
  const { id, datasetId, externalId, createdAt } = previous;
  const key = externalId === undefined ? {} : { externalId };
  return { id, datasetId, ...key, ...content, createdAt, ...model.datesOf(version) };
}

/** The state of an item after an update, which keeps what it does not name. */
export function updatedState(
  model: ModelDataset,
  previous: DatasetItem,
  version: Date,
  { content: update, merge }: Request & { type: 'update' },
): DatasetItem {
  const patches: Record<string, unknown> = { ...merge };
  const cleared = CLEARABLE.filter((name) => update[name] === null || patches[name] === null);
  const kept = { ...previous };
  for (const name of cleared) Reflect.deleteProperty(kept, name);
  const set = Object.entries(update).filter(([, value]) => value !== null);
  const values = [
    ...set,
    ...Object.entries(update).filter(([name]) => name === 'input' || name === 'expectedOutput'),
  ];
  return {
    ...kept,
    ...Object.fromEntries(values),
    ...mergedObjects(previous, merge),
    ...model.datesOf(version),
  };
}

/** Whether an upsert makes no difference to the item that it meets. */
export function changesNothing(request: Request & { type: 'add' }, item: DatasetItem): boolean {
  return request.onConflict === 'skip' || sameContent(replacingContent(item, request), item);
}

/** Whether a new content makes no difference to an item. */
export function sameContent(content: Content, item: DatasetItem): boolean {
  const [left, right] = [content.source ?? null, item.source ?? null].map(canonicalText);
  return contentText(content) === contentText(item) && left === right;
}
