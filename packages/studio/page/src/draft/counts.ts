import type { DraftChange } from './draft.js';

/** How many changes of each kind there are, in words. */
export function countsOf(changes: Iterable<DraftChange>): string {
  const all = [...changes];
  const count = (type: DraftChange['type']) => all.filter((one) => one.type === type).length;
  return [
    [count('add'), 'added'],
    [count('update'), 'changed'],
    [count('delete'), 'deleted'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}
