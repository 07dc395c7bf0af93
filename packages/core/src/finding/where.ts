import { invalidArgument } from '../arguments/invalid.js';
import { JsonNormalizer } from '../json/normalize.js';
import { setOwnProperty } from '../json/copy.js';
import type { DatasetsLimits } from '../limits.js';
import { checkItemField, checkSteps } from './queried-fields.js';

/** A query in MongoDB's notation, checked and copied. */
export type WhereQuery = Readonly<Record<string, unknown>>;

/** What an operator takes. */
type OperandKind = 'value' | 'scalar' | 'list' | 'boolean' | 'size' | 'operators' | 'element';

/** The operators that judge one value. */
const OPERATORS: ReadonlyMap<string, OperandKind> = new Map([
  ['$eq', 'value'],
  ['$ne', 'value'],
  ['$gt', 'scalar'],
  ['$gte', 'scalar'],
  ['$lt', 'scalar'],
  ['$lte', 'scalar'],
  ['$in', 'list'],
  ['$nin', 'list'],
  ['$all', 'list'],
  ['$exists', 'boolean'],
  ['$size', 'size'],
  ['$not', 'operators'],
  ['$elemMatch', 'element'],
]);

/** Their names. */
export const VALUE_OPERATORS: ReadonlySet<string> = new Set(OPERATORS.keys());

/** The operators that combine queries. */
const COMBINATIONS: ReadonlySet<string> = new Set(['$and', '$or', '$nor']);

/** How deep combinations and conditions may be nested. */
const MAXIMUM_DEPTH = 50;

/** How many members a list may have. */
const MAXIMUM_LENGTH = 100_000;

/** Whether a value is in a field of the item that holds a time, or somewhere else. */
interface Place {
  readonly path: string;
  readonly isTime: boolean;
  readonly depth: number;
}

/** Checks one query and copies it, so that the caller may change it after the call. */
class QueryReader {
  readonly #limits: DatasetsLimits;

  constructor(limits: DatasetsLimits) {
    this.#limits = limits;
  }

  /** Reads the conditions of a whole item. */
  readItemQuery(value: unknown, path: string, depth: number): WhereQuery {
    return this.#readQuery(value, { path, isTime: false, depth }, (field, fieldPath) =>
      checkItemField(field, fieldPath),
    );
  }

  #readQuery(
    value: unknown,
    { path, depth }: Place,
    checkField: (field: string, path: string) => { readonly isTime: boolean },
  ): WhereQuery {
    if (depth > MAXIMUM_DEPTH) {
      throw invalidArgument(path, `a query nested deeper than ${MAXIMUM_DEPTH} levels`);
    }
    const query: Record<string, unknown> = {};
    for (const [key, condition] of membersOf(value, path)) {
      const keyPath = `${path}.${key}`;
      if (condition === undefined) throw invalidArgument(keyPath, 'a condition without a value');
      if (COMBINATIONS.has(key)) {
        query[key] = listOf(condition, keyPath, 1).map((part, index) =>
          this.#readQuery(
            part,
            { path: `${keyPath}[${index}]`, isTime: false, depth: depth + 1 },
            checkField,
          ),
        );
        continue;
      }
      if (key.startsWith('$')) throw unknownOperator(key, keyPath, [...COMBINATIONS]);
      checkSteps(key, keyPath);
      const place = { path: keyPath, depth: depth + 1, ...checkField(key, keyPath) };
      setOwnProperty(query, key, this.#readCondition(condition, place));
    }
    return query;
  }

  /** Reads the condition of one field: operators, or a value that it has to equal. */
  #readCondition(condition: unknown, place: Place): unknown {
    const members = isPlainObject(condition) ? membersOf(condition, place.path) : [];
    if (!members.some(([key]) => key.startsWith('$'))) {
      return { $eq: this.#readValue(condition, place) };
    }
    return this.#readOperators(condition, place);
  }

  #readOperators(condition: unknown, place: Place): WhereQuery {
    const { path, depth } = place;
    if (depth > MAXIMUM_DEPTH) {
      throw invalidArgument(path, `a query nested deeper than ${MAXIMUM_DEPTH} levels`);
    }
    const operators: Record<string, unknown> = {};
    for (const [key, operand] of membersOf(condition, path)) {
      const keyPath = `${path}.${key}`;
      const kind = OPERATORS.get(key);
      if (kind === undefined) throw unknownOperator(key, keyPath, [...OPERATORS.keys()]);
      operators[key] = this.#readOperand(kind, operand, { ...place, path: keyPath });
    }
    return operators;
  }

  #readOperand(kind: OperandKind, operand: unknown, place: Place): unknown {
    const { path, depth } = place;
    switch (kind) {
      case 'value':
        return this.#readValue(operand, place);
      case 'scalar':
        return this.#readScalar(operand, place);
      case 'list':
        return listOf(operand, path, 0).map((value, index) =>
          this.#readValue(value, { ...place, path: `${path}[${index}]` }),
        );
      case 'boolean':
        if (typeof operand !== 'boolean') throw invalidArgument(path, 'neither true nor false');
        return operand;
      case 'size':
        if (typeof operand !== 'number' || !Number.isSafeInteger(operand) || operand < 0) {
          throw invalidArgument(path, 'not a whole number from 0');
        }
        return operand;
      case 'operators':
        if (!isPlainObject(operand) || Object.keys(operand).length === 0) {
          throw invalidArgument(path, 'not an object of operators');
        }
        return this.#readOperators(operand, { ...place, depth: depth + 1 });
      case 'element':
        return this.#readElementQuery(operand, { ...place, depth: depth + 1 });
    }
  }

  /** Reads what one member of an array has to meet: operators, or conditions of its own fields. */
  #readElementQuery(operand: unknown, place: Place): WhereQuery {
    const members = membersOf(operand, place.path);
    const isOperators = members.some(([key]) => key.startsWith('$') && !COMBINATIONS.has(key));
    return isOperators
      ? this.#readOperators(operand, place)
      : this.#readQuery(operand, place, () => ({ isTime: false }));
  }

  /** Reads a bound. `null` and objects have no order, so they are not bounds. */
  #readScalar(operand: unknown, place: Place): unknown {
    const value = this.#readValue(operand, place);
    if (typeof value === 'object' && !(value instanceof Date)) {
      throw invalidArgument(place.path, 'no text, number, true or false');
    }
    return value;
  }

  /** Reads a value to compare with: JSON, and a time where the item has one. */
  #readValue(value: unknown, { path, isTime }: Place): unknown {
    if (isTime) return readTime(value, path);
    const normalized = new JsonNormalizer(this.#limits).normalize(value, path);
    if (normalized === undefined) throw invalidArgument(path, 'a condition without a value');
    const nested = findOperator(normalized);
    if (nested !== null) {
      const reason = `the operator ${nested} is inside a value; name the field it is meant for, as in "input.level"`;
      throw invalidArgument(path, reason);
    }
    return normalized;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has another prototype, and that prototype has none itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function membersOf(value: unknown, path: string): [string, unknown][] {
  if (!isPlainObject(value)) throw invalidArgument(path, 'not a plain object');
  return Object.entries(value);
}

function listOf(value: unknown, path: string, minimum: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidArgument(path, 'not an array');
  if (value.length < minimum) throw invalidArgument(path, 'an empty array');
  if (value.length > MAXIMUM_LENGTH) {
    throw invalidArgument(path, `an array of more than ${MAXIMUM_LENGTH} members`);
  }
  return value as readonly unknown[];
}

function unknownOperator(name: string, path: string, known: readonly string[]) {
  return invalidArgument(path, `${name} is no operator here; these are: ${known.join(', ')}`);
}

/** The first key of a value, at any depth, that an operator would have; `null` for none. */
function findOperator(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (OPERATORS.has(key) || COMBINATIONS.has(key)) return key;
    const nested = findOperator(member);
    if (nested !== null) return nested;
  }
  return null;
}

/** A time as a `Date`; JSON has none, so text in ISO 8601 stands for one. */
function readTime(value: unknown, path: string): Date | null {
  if (value === null) return null;
  const time =
    value instanceof Date
      ? new Date(value.getTime())
      : typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(value)
        ? new Date(value)
        : null;
  if (time === null || Number.isNaN(time.getTime())) {
    throw invalidArgument(path, 'neither a valid Date nor a time in ISO 8601');
  }
  return time;
}

/**
 * Checks a query in MongoDB's notation over an item and copies it. Throws `INVALID_ARGUMENT` with
 * the path of the culprit: an operator that is not allowed, a field that items do not have, or a
 * value that is not JSON.
 */
export function readWhere(value: unknown, path: string, limits: DatasetsLimits): WhereQuery {
  try {
    return new QueryReader(limits).readItemQuery(value, path, 0);
  } catch (error) {
    // What the caller gave may throw when it is read.
    throw invalidArgument(path, 'reading it failed', error);
  }
}
