import type { ItemWhere } from '../../api/wire.js';

/** What a condition asks of a value; the API's operator, and how people read it. */
export const OPERATORS = [
  { operator: '$eq', label: 'is' },
  { operator: '$ne', label: 'is not' },
  { operator: '$gt', label: 'is more than' },
  { operator: '$gte', label: 'is at least' },
  { operator: '$lt', label: 'is less than' },
  { operator: '$lte', label: 'is at most' },
  { operator: '$in', label: 'is one of' },
  { operator: '$nin', label: 'is none of' },
  { operator: '$all', label: 'has all of' },
  { operator: '$size', label: 'has the length' },
  { operator: '$exists', label: 'is there' },
] as const;

export type Operator = (typeof OPERATORS)[number]['operator'];

/** One row of the builder. */
export interface Condition {
  readonly path: string;
  readonly operator: Operator;
  /** As it is typed: text as it stands, and anything else as JSON. */
  readonly value: string;
}

/** What the builder holds. */
export interface Conditions {
  readonly combine: 'all' | 'any';
  readonly conditions: readonly Condition[];
}

const LIST_OPERATORS: ReadonlySet<string> = new Set(['$in', '$nin', '$all']);

export function takesList(operator: Operator): boolean {
  return LIST_OPERATORS.has(operator);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a value as it was typed: JSON where it is, text otherwise. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readList(text: string): unknown[] {
  const value = readValue(text);
  if (Array.isArray(value)) return value;
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(readValue);
}

/** Writes a value as one would type it. */
function writeValue(value: unknown): string {
  return typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value);
}

function writeList(values: readonly unknown[]): string {
  const texts = values.map(writeValue);
  return texts.some((text) => text.includes(',')) ? JSON.stringify(values) : texts.join(', ');
}

function operandOf({ operator, value }: Condition): unknown {
  if (operator === '$exists') return value !== 'false';
  return takesList(operator) ? readList(value) : readValue(value);
}

function writeCondition(condition: Condition): ItemWhere {
  const { path, operator } = condition;
  const operand = operandOf(condition);
  return operator === '$eq' && !isObject(operand)
    ? { [path]: operand }
    : { [path]: { [operator]: operand } };
}

/** The query of some conditions; `undefined` where there are none. */
export function toWhere({ combine, conditions }: Conditions): ItemWhere | undefined {
  const queries = conditions.filter(({ path }) => path !== '').map(writeCondition);
  const [first] = queries;
  if (first === undefined) return undefined;
  if (queries.length === 1) return first;
  if (combine === 'any') return { $or: queries };
  const paths = queries.flatMap((query) => Object.keys(query));
  return new Set(paths).size === paths.length
    ? (Object.assign({}, ...queries) as ItemWhere)
    : { $and: queries };
}

function readCondition(path: string, query: unknown): Condition[] | null {
  if (path.startsWith('$')) return null;
  if (!isObject(query)) return [{ path, operator: '$eq', value: writeValue(query) }];
  const entries = Object.entries(query);
  if (entries.length === 0) return null;
  const conditions = entries.map(([name, operand]): Condition | null => {
    const operator = OPERATORS.find((known) => known.operator === name)?.operator;
    if (operator === undefined) return null;
    if (!takesList(operator)) return { path, operator, value: writeValue(operand) };
    return Array.isArray(operand) ? { path, operator, value: writeList(operand) } : null;
  });
  return conditions.every((condition) => condition !== null) ? conditions : null;
}

function readAll(where: ItemWhere): Condition[] | null {
  const read = Object.entries(where).map(([path, query]) => readCondition(path, query));
  return read.every((conditions) => conditions !== null) ? read.flat() : null;
}

/** Reads a query as the builder shows it; `null` where it says more than the builder can. */
export function fromWhere(where: ItemWhere): Conditions | null {
  const keys = Object.keys(where);
  const [key] = keys;
  const combination = keys.length === 1 && (key === '$and' || key === '$or') ? where[key] : null;
  if (combination === null) {
    const conditions = readAll(where);
    return conditions === null ? null : { combine: 'all', conditions };
  }
  if (!Array.isArray(combination)) return null;
  const parts = combination.map((query: unknown) => (isObject(query) ? readAll(query) : null));
  if (!parts.every((conditions) => conditions !== null)) return null;
  const combine = key === '$or' ? 'any' : 'all';
  // Several conditions in one part of an `$or` go together, which the builder does not show.
  if (combine === 'any' && parts.some(({ length }) => length !== 1)) return null;
  return { combine, conditions: parts.flat() };
}
