import type { DraftChange } from './draft.js';
import type { FieldName } from './fields.js';

/** What one tab did to the change of an item, as the other tabs of the browser hear of it. */
export interface Edit {
  readonly datasetId: string;
  readonly id: string;
  /** Where the change stands among the others. */
  readonly order: number;
  /** What the change is now in the tab that did it; `null` when it is forgotten there. */
  readonly change: DraftChange | null;
  /** The fields that were typed into; `null` when the change as a whole became another one. */
  readonly fields: readonly FieldName[] | null;
}

/** Whether two changes are typed into the same state of an item, so that fields of one fit the other. */
function areAlike(one: DraftChange, other: DraftChange): boolean {
  if (one.type === 'add') return other.type === 'add';
  return (
    one.type === 'update' && other.type === 'update' && one.base.version === other.base.version
  );
}

/** The fields in which two changes differ; `null` where they are not about the same state. */
export function editedFields(
  before: DraftChange | null,
  after: DraftChange | null,
): readonly FieldName[] | null {
  if (after === null || after.type === 'delete') return null;
  if (before === null)
    return after.type === 'add' ? null : (Object.keys(after.texts) as FieldName[]);
  if (before.type === 'delete' || !areAlike(before, after)) return null;
  const names = new Set([...Object.keys(before.texts), ...Object.keys(after.texts)]);
  return ([...names] as FieldName[]).filter((name) => before.texts[name] !== after.texts[name]);
}

/**
 * The change of an item after another tab edited it. What was typed into other fields at the same moment
 * stays, so two tabs that type into one item lose nothing.
 */
export function mergeEdit(own: DraftChange | null, edit: Edit): DraftChange | null {
  const { change, fields } = edit;
  if (own === null || change === null || fields === null) return change;
  if (own.type === 'delete' || change.type === 'delete' || !areAlike(own, change)) return change;
  const texts = { ...own.texts };
  for (const name of fields) {
    const text = change.texts[name];
    if (text === undefined) Reflect.deleteProperty(texts, name);
    else texts[name] = text;
  }
  return { ...own, texts };
}
