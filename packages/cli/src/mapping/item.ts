import type { NewDatasetItem } from '@mastra-datasets/core';
import { findJsonFlaw } from '../formats/json-flaw.js';
import { inferValue } from './infer.js';
import { targetOf, type Mapping } from './mapping.js';
import { targetName, type Target } from './targets.js';

/** Why a row is no item. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

/** How cells become values. */
export interface CellOptions {
  readonly mapping: Mapping;
  /** Whether cells are text, where an empty one is absent. */
  readonly isText: boolean;
  /** Whether text that looks like a number, `true`, `null` or a JSON structure becomes one. */
  readonly infer: boolean;
}

/** Makes an item of the fields of a row. Throws {@link RowProblem}. */
export function itemOf(
  fields: Iterable<readonly [column: string, value: unknown]>,
  options: CellOptions,
): NewDatasetItem {
  const item = new Map<string, unknown>();
  for (const [column, cell] of fields) {
    const target = targetOf(options.mapping, column);
    if (target === null) {
      if (!options.mapping.isAutomatic) continue;
      throw new RowProblem(`the field ${JSON.stringify(column)} has no target`);
    }
    const value = valueOf(cell, column, target, options);
    if (value !== undefined) set(item, target, value);
  }
  const { input, expectedOutput, context, externalId } = Object.fromEntries(item);
  if (input === undefined) throw new RowProblem('there is no value for the input');
  return {
    input,
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
    ...(context === undefined ? {} : { context: objectOf(context) }),
    ...(externalId === undefined ? {} : { externalId: keyOf(externalId) }),
  };
}

function valueOf(
  cell: unknown,
  column: string,
  target: Target,
  { isText, infer }: CellOptions,
): unknown {
  if (cell === undefined || (isText && cell === '')) return undefined;
  if (typeof cell !== 'string') return cell;
  if (target.isJson) return parseJson(cell, column);
  return infer && isText && target.field !== 'externalId' ? inferValue(cell) : cell;
}

function parseJson(text: string, column: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { reason, before } = findJsonFlaw(text);
    throw new RowProblem(`${column}, character ${before.length + 1}: ${reason}`);
  }
}

/** Keys are set as own properties, also `__proto__`. */
function set(item: Map<string, unknown>, target: Target, value: unknown): void {
  const { field, path } = target;
  const [last] = path.slice(-1);
  if (last === undefined) {
    if (item.has(field)) throw new RowProblem(`two columns have a value for ${field}`);
    item.set(field, value);
    return;
  }
  let parent = container(item.get(field), () => {
    const made = {};
    item.set(field, made);
    return made;
  });
  for (const key of path.slice(0, -1)) {
    const holder = parent;
    parent = container(own(holder, key), () => {
      const made = {};
      define(holder, key, made);
      return made;
    });
  }
  if (parent === NO_OBJECT || Object.hasOwn(parent, last)) {
    throw new RowProblem(`two columns have a value for ${targetName(target)}`);
  }
  define(parent, last, value);
}

/** Stands for a value that can have no keys. */
const NO_OBJECT = Object.freeze({});

function container(present: unknown, make: () => object): object {
  if (present === undefined) return make();
  const hasKeys = typeof present === 'object' && present !== null && !Array.isArray(present);
  return hasKeys ? present : NO_OBJECT;
}

function own(holder: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
}

function define(holder: object, key: string, value: unknown): void {
  if (holder === NO_OBJECT) return;
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function objectOf(context: unknown): Record<string, unknown> {
  if (typeof context === 'object' && context !== null && !Array.isArray(context)) {
    return context as Record<string, unknown>;
  }
  throw new RowProblem('the context is no object');
}

/** Keys are text; files of JSON often hold numbers. */
function keyOf(externalId: unknown): string {
  if (typeof externalId === 'string') return externalId;
  if (typeof externalId === 'number' || typeof externalId === 'bigint') return String(externalId);
  throw new RowProblem('the external id is neither text nor a number');
}
