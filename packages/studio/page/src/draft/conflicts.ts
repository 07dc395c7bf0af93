import type { DatasetItem } from '../api/wire.js';
import type { DraftChange } from './draft.js';
import { isSame, readField, type FieldName, type FieldText } from './fields.js';

/** What somebody else did to an item since its user began to change it. */
export interface Conflict {
  /** What the item is now; `null` where it was deleted. */
  readonly theirs: DatasetItem | null;
  /** The fields that both changed, to different values. */
  readonly fields: readonly FieldName[];
}

/** Whether what was typed for a field is what an item has. */
function saysSame(name: FieldName, text: FieldText | undefined, item: DatasetItem): boolean {
  if (text === undefined) return true;
  const reading = readField(name, text);
  return 'value' in reading && isSame(reading.value, item[name]);
}

/**
 * Compares a change with what its item is now. `null` when nobody was faster. A field that somebody else
 * gave the value that was typed here is none that both disagree on.
 */
export function conflictOf(change: DraftChange, current: DatasetItem | null): Conflict | null {
  if (change.type === 'add') return null;
  if (current === null) return { theirs: null, fields: [] };
  const { base } = change;
  const isSeen =
    base.version === current.version && (base.purgedAt ?? null) === (current.purgedAt ?? null);
  if (isSeen) return null;
  if (change.type === 'delete') return { theirs: current, fields: [] };
  const fields = (Object.keys(change.texts) as FieldName[]).filter(
    (name) => !isSame(base[name], current[name]) && !saysSame(name, change.texts[name], current),
  );
  return { theirs: current, fields };
}

/**
 * Puts a change on top of what its item is now. Of the fields in `given`, theirs is taken; what was typed
 * for the others stays. `null` when nothing is left to change.
 */
export function rebase(
  change: DraftChange,
  theirs: DatasetItem,
  given: readonly FieldName[],
): DraftChange | null {
  if (change.type === 'add') return change;
  if (change.type === 'delete') return { ...change, base: theirs };
  const entries = Object.entries(change.texts).filter(([key, text]) => {
    const name = key as FieldName;
    return !given.includes(name) && !saysSame(name, text, theirs);
  });
  if (entries.length === 0) return null;
  return { ...change, base: theirs, texts: Object.fromEntries(entries) };
}
