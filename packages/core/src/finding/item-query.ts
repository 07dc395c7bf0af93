import { isDeepStrictEqual } from 'node:util';
import { Context } from 'mingo/core';
import { $size } from 'mingo/operators/query/array';
import { $eq as $eqScalar, $gt, $gte, $lt, $lte } from 'mingo/operators/query/comparison';
import { $exists } from 'mingo/operators/query/element';
import { $and, $nor, $not, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import type { AnyObject, Options, QueryOperator } from 'mingo/types';
import { resolve } from 'mingo/util';
import type { DatasetItem } from '../storage/types.js';
import { VALUE_OPERATORS, type WhereQuery } from './where.js';

type Test = (object: AnyObject) => boolean;

/**
 * Equality with an object or an array is judged here, because the library takes an object with a
 * key such as `constructor` for one of another class.
 */
function $eq(path: string, value: unknown, options: Options): Test {
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return $eqScalar(path, value, options);
  }
  return (object) => {
    const found: unknown = resolve(object, path);
    return (
      isDeepStrictEqual(found, value) ||
      (Array.isArray(found) && found.some((member: unknown) => isDeepStrictEqual(member, value)))
    );
  };
}

function $ne(path: string, value: unknown, options: Options): Test {
  const isEqual = $eq(path, value, options);
  return (object) => !isEqual(object);
}

/** The tests for being equal to each member of a list. */
function equalityTests(path: string, values: unknown, options: Options): Test[] {
  return (values as readonly unknown[]).map((value) => $eq(path, value, options));
}

/**
 * `$in`, `$nin` and `$all` mean the same as several `$eq`. They are judged here, because the
 * library compares by a hash that fails for objects with a key such as `constructor`.
 */
function $in(path: string, values: unknown, options: Options): Test {
  const tests = equalityTests(path, values, options);
  const scalars = new Set(values as readonly unknown[]);
  return (object) => {
    const found = resolve(object, path);
    // One look-up, so that a long list costs no more than a short one.
    const isScalar = typeof found === 'string' || typeof found === 'number';
    return isScalar ? scalars.has(found) : tests.some((test) => test(object));
  };
}

function $nin(path: string, values: unknown, options: Options): Test {
  const isIn = $in(path, values, options);
  return (object) => !isIn(object);
}

function $all(path: string, values: unknown, options: Options): Test {
  const tests = equalityTests(path, values, options);
  return (object) => tests.length > 0 && tests.every((test) => test(object));
}

/**
 * Does what the library's operator does, but only objects meet conditions on fields. The library's
 * operator takes a text for the value of any field.
 */
function $elemMatch(path: string, criteria: unknown, options: Options): Test {
  const conditions = criteria as AnyObject;
  const isOperators = Object.keys(conditions).some((key) => VALUE_OPERATORS.has(key));
  const query = new Query(isOperators ? { member: conditions } : conditions, options);
  return (object) => {
    const found: unknown = resolve(object, path);
    if (!Array.isArray(found)) return false;
    return found.some((member: unknown) =>
      isOperators ? query.test({ member }) : isObject(member) && query.test(member),
    );
  };
}

function isObject(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The operators that queries may use. None of them runs code or a regular expression. */
const context = Context.init({
  query: {
    $eq,
    $ne,
    $gt,
    $gte,
    $lt,
    $lte,
    $in,
    $nin,
    $all,
    $exists,
    $size,
    $elemMatch,
    $and,
    $or,
    $nor,
    $not,
  } satisfies Record<string, QueryOperator>,
});

/** Makes the test of a checked query: whether an item meets it, as MongoDB would judge. */
export function compileWhere(where: WhereQuery): (item: DatasetItem) => boolean {
  const query = new Query<DatasetItem>(where, { context, scriptEnabled: false });
  return (item) => query.test(item);
}
