import type { DatasetItem, DatasetItemChange, OnConflict, OnDeleted } from '@mastra-datasets/core';
import { canonicalText, contentText } from '../canonical.js';
import { at } from '../fixtures.js';
import type { ModelDataset } from './model-dataset.js';
import type { Change, Content, ContentUpdate } from './operations.js';

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
  | { type: 'update'; id: string; content: ContentUpdate }
  | { type: 'delete'; id: string };

/** Settles what a change picks; `null` when there is no item to pick. */
export function resolveChange(model: ModelDataset, change: Change): Request | null {
  if (change.type === 'add') {
    const { type, content, key, ...rules } = change;
    const externalId = key === undefined ? undefined : `key ${key}`;
    return { type, content, externalId, ...rules };
  }
  if (model.items.length === 0) return null;
  const { id } = at(model.items, change.item % model.items.length);
  return change.type === 'delete'
    ? { type: change.type, id }
    : { type: change.type, id, content: change.content };
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
      return { type: 'update', id: request.id, ...request.content };
    case 'delete':
      return request;
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

/** The state of an item after an upsert, which replaces its whole content. */
export function replacedState(
  model: ModelDataset,
  previous: DatasetItem,
  version: Date,
  content: Content,
): DatasetItem {
  const { id, datasetId, externalId, createdAt } = previous;
  const key = externalId === undefined ? {} : { externalId };
  return { id, datasetId, ...key, ...content, createdAt, ...model.datesOf(version) };
}

/** The state of an item after an update, which keeps what it does not name. */
export function updatedState(
  model: ModelDataset,
  previous: DatasetItem,
  version: Date,
  update: ContentUpdate,
): DatasetItem {
  const cleared = CLEARABLE.filter((name) => update[name] === null);
  const kept = { ...previous };
  for (const name of cleared) Reflect.deleteProperty(kept, name);
  const set = Object.entries(update).filter(([, value]) => value !== null);
  const values = [
    ...set,
    ...Object.entries(update).filter(([name]) => name === 'input' || name === 'expectedOutput'),
  ];
  return { ...kept, ...Object.fromEntries(values), ...model.datesOf(version) };
}

/** Whether a new content makes no difference to an item. */
export function sameContent(content: Content, item: DatasetItem): boolean {
  const [left, right] = [content.source ?? null, item.source ?? null].map(canonicalText);
  return contentText(content) === contentText(item) && left === right;
}
