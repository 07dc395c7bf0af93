import type { DatasetItem } from '../api/wire.js';
import { rebase } from './conflicts.js';
import type { DraftChange } from './draft.js';

/**
 * What is left of a change when it was committed: what somebody typed into it in another tab since it
 * was sent, on top of what it made of the item. Gives what the draft has to be set to.
 *
 * @param now - What the change is now; `null` where it was forgotten.
 * @param item - What the item became; `null` where it was deleted.
 */
export function leftOver(
  sent: DraftChange,
  now: DraftChange | null,
  item: DatasetItem | null,
): (readonly [id: string, change: DraftChange | null])[] {
  const { id } = sent;
  if (now === null || item === null || JSON.stringify(now) === JSON.stringify(sent)) {
    return [[id, null]];
  }
  if (now.type !== 'add') return [[id, rebase(now, item, [])]];
  // The new item is there, so what was typed since changes it.
  const change = rebase({ type: 'update', id: item.id, base: item, texts: now.texts }, item, []);
  return [
    [id, null],
    [item.id, change],
  ];
}
