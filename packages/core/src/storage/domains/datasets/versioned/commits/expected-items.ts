import type { ItemRecord } from '../adapter/records.js';
import type { Change } from './mutations.js';

/** A change that may apply to only one state of its item. */
export interface ConditionalChange {
  readonly id: string;
  readonly expectedItemVersion?: Date | number | undefined;
}

/** The item that a change names by its id, with the state that it expects; none for an addition. */
export function conditionOf(change: Change): ConditionalChange[] {
  if (change.type === 'add') return [];
  return [change.type === 'update' ? change.item : change];
}

/** Whether a state of an item is the expected one: by its time, or by the number of its commit. */
export function isExpected(
  { version, versionNumber }: ItemRecord,
  expected: Date | number,
): boolean {
  return expected instanceof Date ? expected.getTime() === version : expected === versionNumber;
}
