import type { DatasetItem, DatasetItemDifference } from '../../api/wire.js';
import type { ChangeKind } from './view.js';

/** The parts of an item that people read and change, in the order in which they are shown. */
export const FIELDS = [
  { name: 'input', label: 'Input' },
  { name: 'expectedOutput', label: 'Expected output' },
  { name: 'context', label: 'Context' },
  { name: 'splits', label: 'Splits' },
  { name: 'externalId', label: 'External id' },
  { name: 'attributes', label: 'Attributes' },
  { name: 'source', label: 'Source' },
] as const;

export type FieldName = (typeof FIELDS)[number]['name'];

/** A change as a list shows it. What the item held is asked for when it is looked at. */
export interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  /** What the item is known by, in a line. */
  readonly label: string;
  /** What differs; empty for items that came or went. */
  readonly fields: readonly FieldName[];
}

/** How much of a text a list shows. */
const LABEL_LENGTH = 200;

/** Makes a line of an item: its question, or what it has in place of one. */
function itemLabel({ input, externalId }: DatasetItem): string {
  return firstText(input) ?? externalId ?? JSON.stringify(input).slice(0, LABEL_LENGTH);
}

/** The keys under which questions are found in objects. */
const TEXT_KEYS = ['question', 'prompt', 'query', 'text', 'content', 'input', 'title'];

function firstText(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.slice(0, LABEL_LENGTH).replaceAll(/\s+/g, ' ');
  if (typeof value !== 'object' || value === null || depth > 4) return undefined;
  // Of messages, the last is the question.
  if (Array.isArray(value)) return firstText(value.at(-1), depth + 1);
  const object = value as Record<string, unknown>;
  const key = [...TEXT_KEYS, 'messages'].find((name) => Object.hasOwn(object, name));
  return key === undefined ? undefined : firstText(object[key], depth + 1);
}

/** Which fields differ between two states of an item. */
function changedFields(before: DatasetItem, after: DatasetItem): FieldName[] {
  return FIELDS.filter(
    ({ name }) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  ).map(({ name }) => name);
}

/** What a list keeps of a difference. */
export function changeOf({ type, id, before, after }: DatasetItemDifference): Change {
  const item = after ?? before;
  return {
    id,
    kind: type,
    label: item === null ? id : itemLabel(item),
    fields: before === null || after === null ? [] : changedFields(before, after),
  };
}
