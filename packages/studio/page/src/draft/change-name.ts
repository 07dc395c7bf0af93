import { textOf, type DraftChange } from './draft.js';

/** What a change is called: the external id of its item, or its beginning. */
export function nameOf(change: DraftChange): string {
  if (change.type === 'add') {
    return textOf(change, 'externalId').text || textOf(change, 'input').text.trim() || 'New item';
  }
  const { externalId, input } = change.base;
  return externalId ?? (typeof input === 'string' ? input : JSON.stringify(input));
}
