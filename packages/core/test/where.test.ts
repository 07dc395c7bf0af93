import { describe, expect, it } from 'vitest';
import { compileWhere } from '../src/finding/item-query.js';
import { readWhere } from '../src/finding/where.js';
import { DatasetsError, LIMITS, type DatasetItem } from '../src/index.js';

function itemWith(fields: Partial<DatasetItem>): DatasetItem {
  const time = new Date('2026-05-01T12:00:00.000Z');
  return {
    id: 'item',
    datasetId: 'dataset',
    version: time,
    input: null,
    createdAt: time,
    updatedAt: time,
    ...fields,
  };
}

function meets(where: unknown, fields: Partial<DatasetItem>): boolean {
  return compileWhere(readWhere(where, 'where', LIMITS))(itemWith(fields));
}

function refusalOf(where: unknown): unknown {
  try {
    readWhere(where, 'where', LIMITS);
  } catch (error) {
    if (error instanceof DatasetsError) return { code: error.code, ...error.details };
    throw error;
  }
  return null;
}

describe('a query', () => {
  it.each([
    [{ $where: 'true' }, 'where.$where', '$where is no operator here'],
    [{ input: { $regex: 'a' } }, 'where.input.$regex', '$regex is no operator here'],
    [{ input: { $not: { $type: 2 } } }, 'where.input.$not.$type', '$type is no operator here'],
    [{ $expr: {} }, 'where.$expr', '$expr is no operator here'],
    [{ $or: [{ input: { $func: 1 } }] }, 'where.$or[0].input.$func', '$func is no operator'],
    [{ $or: [] }, 'where.$or', 'an empty array'],
    [{ $and: { input: 1 } }, 'where.$and', 'not an array'],
    [{ input: { $in: 1 } }, 'where.input.$in', 'not an array'],
    [{ input: { $exists: 1 } }, 'where.input.$exists', 'neither true nor false'],
    [{ input: { $size: -1 } }, 'where.input.$size', 'not a whole number from 0'],
    [{ input: { $size: 1.5 } }, 'where.input.$size', 'not a whole number from 0'],
    [{ input: { $gt: null } }, 'where.input.$gt', 'no text, number, true or false'],
    [{ input: { $lt: [1] } }, 'where.input.$lt', 'no text, number, true or false'],
    [{ input: { $not: 1 } }, 'where.input.$not', 'not an object of operators'],
    [{ input: { $not: {} } }, 'where.input.$not', 'not an object of operators'],
    [{ input: { $eq: 1, level: 2 } }, 'where.input.level', 'level is no operator here'],
    [{ input: { level: { $gt: 3 } } }, 'where.input', 'the operator $gt is inside a value'],
    [{ input: () => 1 }, 'where.input', 'a function is not JSON'],
    [{ input: NaN }, 'where.input', 'NaN is not a JSON number'],
    [{ input: /a/ }, 'where.input', ''],
    [{ input: undefined }, 'where.input', 'a condition without a value'],
    [{ groundTruth: 1 }, 'where.groundTruth', 'did you mean expectedOutput?'],
    [{ 'metadata.topic': 1 }, 'where.metadata.topic', 'did you mean context.topic?'],
    [{ topic: 1 }, 'where.topic', 'the fields of an item are'],
    [{ 'input.__proto__.x': 1 }, 'where.input.__proto__.x', 'queries cannot look at __proto__'],
    [{ 'input..x': 1 }, 'where.input..x', 'a path with an empty step'],
    [{ createdAt: { $gt: 'yesterday' } }, 'where.createdAt.$gt', 'neither a valid Date nor'],
    [{ createdAt: new Date(NaN) }, 'where.createdAt', 'neither a valid Date nor'],
    ['text', 'where', 'not a plain object'],
    [[], 'where', 'not a plain object'],
    [null, 'where', 'not a plain object'],
    [new Map(), 'where', 'not a plain object'],
  ])('such as %o is refused at %s', (where, path, reason) => {
    expect(refusalOf(where)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      path,
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('that is nested too deep is refused', () => {
    let where: unknown = { input: 1 };
    for (let depth = 0; depth < 100; depth += 1) where = { $and: [where] };
    expect(refusalOf(where)).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('takes times as dates and as text in ISO 8601', () => {
    const later = { createdAt: new Date('2026-05-02T00:00:00.000Z') };
    for (const bound of [
      new Date('2026-05-01T18:00:00.000Z'),
      '2026-05-01T18:00:00Z',
      '2026-05-02',
    ]) {
      expect(meets({ createdAt: { $gte: bound } }, later)).toBe(true);
      expect(meets({ createdAt: { $gte: bound } }, {})).toBe(false);
    }
  });

  it('finds what has a key that objects have by themselves', () => {
    const input = JSON.parse('{"constructor":{"a":1},"toString":2}') as unknown;
    expect(meets({ 'input.constructor.a': 1 }, { input })).toBe(true);
    expect(meets({ 'input.toString': { $exists: true } }, { input: {} })).toBe(false);
    expect(meets({ input: { $in: ['x', input] } }, { input })).toBe(true);
    expect(meets({ input: { $nin: ['x'] } }, { input })).toBe(true);
  });

  it('looks up a long list of values at once', () => {
    const values = Array.from({ length: 2_000 }, (_, index) => `value ${index}`);
    expect(meets({ input: { $in: values } }, { input: 'value 1999' })).toBe(true);
    expect(meets({ input: { $in: values } }, { input: 'value' })).toBe(false);
  });

  it('belongs to the caller no more once it is read', () => {
    const values = [1];
    const test = compileWhere(readWhere({ input: { $in: values } }, 'where', LIMITS));
    values.push(2);
    expect(test(itemWith({ input: 2 }))).toBe(false);
  });
});
