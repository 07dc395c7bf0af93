import type { DatasetItem, ItemChange } from '../api/wire.js';
import { FIELDS, isSame, readField, writeField, type FieldName, type FieldText } from './fields.js';

/** The fields that somebody typed something into. */
type FieldTexts = Readonly<Partial<Record<FieldName, FieldText>>>;

/** Changes of an item, of which only the fields that differ are sent. */
interface ItemUpdate {
  readonly type: 'update';
  readonly id: string;
  /** The state of the item that its user saw. */
  readonly base: DatasetItem;
  readonly texts: FieldTexts;
}

/** A new item. It has an id of the page until it is committed. */
interface ItemAddition {
  readonly type: 'add';
  readonly id: string;
  readonly texts: FieldTexts;
}

interface ItemDeletion {
  readonly type: 'delete';
  readonly id: string;
  readonly base: DatasetItem;
}

/** One change that was not committed yet. */
export type DraftChange = ItemUpdate | ItemAddition | ItemDeletion;

/** What was typed for a field of a change, or what the field is when nothing was. */
export function textOf(change: ItemUpdate | ItemAddition, name: FieldName): FieldText {
  return change.texts[name] ?? writeField(change.type === 'update' ? change.base[name] : undefined);
}

/** Whether a text says what a field is already. */
function isUnchanged(base: DatasetItem, name: FieldName, text: FieldText): boolean {
  const { kind, text: typed } = writeField(base[name]);
  return kind === text.kind && (kind === 'none' || typed === text.text);
}

/**
 * The change of an item whose field has this text now; `null` when nothing is changed any more. `change`
 * is what was there before, and `base` the state of the item that its user sees.
 */
export function withText(
  change: DraftChange | undefined,
  base: DatasetItem,
  name: FieldName,
  text: FieldText,
): DraftChange | null {
  const update: ItemUpdate =
    change?.type === 'update' ? change : { type: 'update', id: base.id, base, texts: {} };
  const others: Partial<Record<FieldName, FieldText>> = { ...update.texts };
  Reflect.deleteProperty(others, name);
  const texts = isUnchanged(update.base, name, text) ? others : { ...others, [name]: text };
  return Object.keys(texts).length === 0 ? null : { ...update, texts };
}

/** The change that gives an item the content of another state; `null` where that is the same. */
export function withContent(base: DatasetItem, content: DatasetItem): DraftChange | null {
  const texts: Partial<Record<FieldName, FieldText>> = {};
  for (const name of FIELDS) {
    // An id never changes, and an expected output that is there can be another one, but not go away.
    if (name === 'externalId' || isSame(base[name], content[name])) continue;
    if (name === 'expectedOutput' && content[name] === undefined) {
      texts[name] = { kind: 'json', text: 'null' };
    } else texts[name] = writeField(content[name]);
  }
  if (Object.keys(texts).length === 0) return null;
  return { type: 'update', id: base.id, base, texts };
}

/** A new item with the content of another one. */
export function additionOf(id: string, content: DatasetItem | null): DraftChange {
  const texts: Partial<Record<FieldName, FieldText>> = {};
  for (const name of FIELDS) {
    const text = writeField(content?.[name]);
    if (text.kind !== 'none') texts[name] = text;
  }
  return { type: 'add', id, texts: { input: { kind: 'text', text: '' }, ...texts } };
}

/** What is wrong with what was typed. */
interface FieldProblem {
  readonly name: FieldName;
  readonly problem: string;
}

/** A change as the API takes it, or what has to be mended before. */
export type ChangeRequest =
  { readonly request: ItemChange } | { readonly problems: readonly FieldProblem[] };

function expectationOf({ versionNumber, version }: DatasetItem): string | number {
  return versionNumber ?? version;
}

/** What clears a field in an update. */
const CLEARED = null;

/** Makes the request of a change. */
export function requestOf(change: DraftChange): ChangeRequest {
  if (change.type === 'delete') {
    const expectedItemVersion = expectationOf(change.base);
    return { request: { type: 'delete', id: change.id, expectedItemVersion } as ItemChange };
  }
  const problems: FieldProblem[] = [];
  const values: Record<string, unknown> = {};
  const names = change.type === 'update' ? Object.keys(change.texts) : FIELDS;
  for (const name of names as FieldName[]) {
    const reading = readField(name, textOf(change, name));
    if ('problem' in reading) problems.push({ name, problem: reading.problem });
    else if (change.type === 'update') values[name] = reading.value ?? CLEARED;
    else if (reading.value !== undefined) values[name] = reading.value;
  }
  if (problems.length > 0) return { problems };
  if (change.type === 'add') return { request: { type: 'add', ...values } as ItemChange };
  const expectedItemVersion = expectationOf(change.base);
  const { id } = change;
  return { request: { type: 'update', id, expectedItemVersion, ...values } as ItemChange };
}
