import type { NewDatasetItem } from '@mastra-datasets/core';
import { defineKey, isObject, ownValue } from '../json/objects.js';
import { targetName, type Target } from './targets.js';

/** Why a row is no item. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

/** A value of a row, on its way to a field of an item. */
export interface Placed {
  /** The column that it comes from, for messages. */
  readonly column: string;
  readonly target: Target;
  readonly value: unknown;
}

/** Makes an item of the values of a row. Throws {@link RowProblem}. */
export function itemOf(values: readonly Placed[]): NewDatasetItem {
  const item: Draft = {};
  const spreads: Placed[] = [];
  for (const placed of values) {
    if (placed.value === undefined || isNone(placed)) continue;
    // What has a key of its own comes first, so that it is never pushed aside by one of many.
    if (placed.target.isSpread === true) spreads.push(placed);
    else set(item, placed.target, placed.value);
  }
  for (const placed of spreads) spread(item, placed);
  const { input, expectedOutput, context, externalId, splits, source, attributes } = item;
  if (input === undefined) throw new RowProblem('there is no value for the input');
  const names = splitsOf(splits);
  return {
    input,
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
    ...(context === undefined ? {} : { context: objectOf(context, 'context') }),
    ...(externalId === undefined ? {} : { externalId: keyOf(externalId) }),
    ...(names.length === 0 ? {} : { splits: names }),
    ...(source === undefined ? {} : { source: objectOf(source, 'source') }),
    ...(attributes === undefined ? {} : { attributes: objectOf(attributes, 'attributes') }),
  };
}

/** Whether a value says that an item has none of the fields that cannot be `null`. */
function isNone({ target: { field, path }, value }: Placed): boolean {
  return value === null && path.length === 0 && (field === 'source' || field === 'attributes');
}

type Draft = Partial<Record<Target['field'], unknown>>;

function set(item: Draft, target: Target, value: unknown): void {
  const { field, path } = target;
  let holder: object = item;
  const keys: readonly string[] = [field, ...path];
  for (const key of keys.slice(0, -1)) {
    const present = ownValue(holder, key);
    if (present === undefined) {
      const made = {};
      defineKey(holder, key, made);
      holder = made;
    } else if (isObject(present)) {
      holder = present;
    } else {
      throw taken(target);
    }
  }
  const last = keys.at(-1) ?? field;
  const present = ownValue(holder, last);
  if (target.isElement === true) {
    if (present === undefined) defineKey(holder, last, [value]);
    else if (Array.isArray(present)) present.push(value);
    else throw taken(target);
    return;
  }
  if (Object.hasOwn(holder, last)) throw taken(target);
  defineKey(holder, last, value);
}

function taken(target: Target): RowProblem {
  return new RowProblem(`two columns have a value for ${targetName({ ...target, isJson: false })}`);
}

/** Gives the keys of an object to a field; those that are there already stay together apart. */
function spread(item: Draft, { column, target, value }: Placed): void {
  const { field } = target;
  if (value === null) return;
  if (!isObject(value)) {
    set(item, { ...target, path: [column], isSpread: false }, value);
    return;
  }
  const present = item[field];
  if (present === undefined) {
    item[field] = value;
    return;
  }
  if (!isObject(present)) throw taken(target);
  const rest: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    defineKey(Object.hasOwn(present, key) ? rest : present, key, member);
  }
  if (Object.keys(rest).length > 0) set(item, { ...target, path: [column], isSpread: false }, rest);
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new RowProblem(`the ${field} is no object`);
}

/** Keys are text; files of JSON often hold numbers. */
function keyOf(externalId: unknown): string {
  if (typeof externalId === 'string') return externalId;
  if (typeof externalId === 'number' || typeof externalId === 'bigint') return String(externalId);
  throw new RowProblem('the external id is neither text nor a number');
}

/** One split, or a list of them; each once and in order, as they are stored. */
function splitsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const names = (Array.isArray(value) ? value : [value]).map((name: unknown) => {
    if (typeof name === 'string') return name;
    if (typeof name === 'number') return String(name);
    throw new RowProblem('a split is neither text nor a number');
  });
  return [...new Set(names)].toSorted();
}
