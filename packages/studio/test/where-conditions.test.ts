import { expect, it } from 'vitest';
import {
  fromWhere,
  toWhere,
  type Condition,
  type Conditions,
} from '../page/src/screens/items/where-conditions.js';

function all(...conditions: readonly Condition[]): Conditions {
  return { combine: 'all', conditions };
}

it.each<[string, Conditions, unknown]>([
  ['text', all({ path: 'input', operator: '$eq', value: 'Paris' }), { input: 'Paris' }],
  ['a number', all({ path: 'input', operator: '$gte', value: '3' }), { input: { $gte: 3 } }],
  ['digits as text', all({ path: 'input', operator: '$eq', value: '"3"' }), { input: '3' }],
  ['null', all({ path: 'input', operator: '$ne', value: 'null' }), { input: { $ne: null } }],
  [
    'an object',
    all({ path: 'input', operator: '$eq', value: '{"a":1}' }),
    { input: { $eq: { a: 1 } } },
  ],
  [
    'a list',
    all({ path: 'context.topic', operator: '$in', value: 'art, 3, "4"' }),
    { 'context.topic': { $in: ['art', 3, '4'] } },
  ],
  [
    'a list whose texts have commas',
    all({ path: 'input', operator: '$nin', value: '["a, b"]' }),
    { input: { $nin: ['a, b'] } },
  ],
  [
    'whether a value is there',
    all({ path: 'context', operator: '$exists', value: 'false' }),
    { context: { $exists: false } },
  ],
  [
    'several fields',
    all(
      { path: 'input.a', operator: '$eq', value: '1' },
      { path: 'input.b', operator: '$eq', value: 'x' },
    ),
    { 'input.a': 1, 'input.b': 'x' },
  ],
  [
    'a field twice',
    all(
      { path: 'input', operator: '$gt', value: '1' },
      { path: 'input', operator: '$lt', value: '5' },
    ),
    { $and: [{ input: { $gt: 1 } }, { input: { $lt: 5 } }] },
  ],
  [
    'any of several',
    {
      combine: 'any',
      conditions: [
        { path: 'input', operator: '$eq', value: '1' },
        { path: 'splits', operator: '$eq', value: 'test' },
      ],
    },
    { $or: [{ input: 1 }, { splits: 'test' }] },
  ],
])('writes %s, and reads it again', (_, conditions, where) => {
  expect(toWhere(conditions)).toEqual(where);
  expect(fromWhere(toWhere(conditions) ?? {})).toEqual(conditions);
});

it('leaves out conditions without a field', () => {
  expect(toWhere(all({ path: '', operator: '$eq', value: 'x' }))).toBeUndefined();
});

it('reads several operators of a field as several conditions', () => {
  expect(fromWhere({ input: { $gte: 1, $lt: 5 } })).toEqual(
    all(
      { path: 'input', operator: '$gte', value: '1' },
      { path: 'input', operator: '$lt', value: '5' },
    ),
  );
});

it.each([
  [{ $nor: [{ input: 1 }] }],
  [{ $and: [{ $or: [{ input: 1 }] }] }],
  [{ $and: 'nothing' }],
  [{ $or: [{ input: 1, context: {} }] }],
  [{ input: {} }],
  [{ input: { $not: { $gt: 1 } } }],
  [{ input: { $elemMatch: { a: 1 } } }],
  [{ input: { $in: 3 } }],
])('leaves %j to those who write JSON', (where) => {
  expect(fromWhere(where)).toBeNull();
});
