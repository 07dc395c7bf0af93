import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import type { CaseChange } from './locked-cases.js';
import type { LockedState } from './locked-state.js';

/** So many cases are named; JSON has all. */
const MOST_NAMED = 20;

const MARKS = {
  added: ['+', 'green'],
  updated: ['~', 'yellow'],
  deleted: ['-', 'red'],
} as const;

/** Says how a locked dataset stands, with the cases that differ. */
export function describeState(state: LockedState, output: Output): string {
  const { name, entry, present, isSame, changes } = state;
  const shown = printable(name);
  const size = count(present.count, 'case');
  if (isSame) return `${shown}: ${size}, as locked at version ${entry.versionNumber}.`;
  const { number } = present.version;
  const differs = `${shown}: version ${entry.versionNumber} is locked, version ${number} has`;
  if (changes === null) {
    return `${differs} other cases; the locked ones are no longer in this store.`;
  }
  return [`${differs} ${summaryOf(changes)}:`, ...listChanges(changes, output)].join('\n');
}

/** Counts what differs: `1 added, 2 updated`. */
export function summaryOf(changes: readonly CaseChange[]): string {
  return (['added', 'updated', 'deleted'] as const)
    .map((type) => [type, changes.filter((change) => change.type === type).length] as const)
    .filter(([, number]) => number > 0)
    .map(([type, number]) => `${number.toLocaleString('en-US')} ${type}`)
    .join(', ');
}

/** Names the cases that differ, a line each. */
export function listChanges(changes: readonly CaseChange[], { colours }: Output): string[] {
  const lines = changes.slice(0, MOST_NAMED).map(({ type, name }) => {
    const [mark, paint] = MARKS[type];
    return `  ${colours[paint](`${mark} ${printable(name)}`)}`;
  });
  const more = changes.length - MOST_NAMED;
  return more > 0 ? [...lines, `  and ${more.toLocaleString('en-US')} more`] : lines;
}
