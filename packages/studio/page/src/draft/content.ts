import type { DatasetItem } from '../api/wire.js';
import { textOf, type DraftChange } from './draft.js';
import { FIELDS, jsonText, readField, type FieldName, type FieldText } from './fields.js';

/** The fields of an item that have a value. */
export type Content = Readonly<Partial<Record<FieldName, unknown>>>;

/** What was typed for a field: its value, or the text itself while that cannot be read. */
function valueOf(name: FieldName, text: FieldText): unknown {
  const reading = readField(name, text);
  return 'value' in reading ? reading.value : text.text;
}

/** The content that an item is to have. */
export function contentOf(change: Exclude<DraftChange, { readonly type: 'delete' }>): Content {
  const entries = FIELDS.map((name) => {
    const isTyped = change.type === 'add' || change.texts[name] !== undefined;
    return [name, isTyped ? valueOf(name, textOf(change, name)) : change.base[name]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** An item with what was typed for it, as lists show it. */
export function withDraft(item: DatasetItem, change: DraftChange | undefined): DatasetItem {
  if (change?.type !== 'update') return item;
  const typed = Object.entries(change.texts).map(([key, text]) => {
    const name = key as FieldName;
    return [name, valueOf(name, text)] as const;
  });
  const all = Object.entries({ ...item, ...Object.fromEntries(typed) });
  return Object.fromEntries(
    all.filter(([, value]) => value !== undefined),
  ) as unknown as DatasetItem;
}

/** All changes of a draft as JSON: what items were to become, in the form that an import reads. */
export function draftJson(changes: Iterable<DraftChange>): string {
  return jsonText(
    [...changes].map((change) =>
      change.type === 'delete'
        ? { change: 'delete', id: change.id, externalId: change.base.externalId }
        : { change: change.type, id: change.id, ...contentOf(change) },
    ),
  );
}
