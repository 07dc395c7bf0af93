import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../src/index.js';
import { normalizeSchema } from '../src/schemas/json-schema.js';
import { LIMITS } from '../src/limits.js';
import { runWithTimeLimit, TimeLimitError } from '../src/schemas/time-limit.js';
import { SchemaValidator } from '../src/schemas/validator.js';

describe('runWithTimeLimit', () => {
  it('lets work finish and errors through', () => {
    let done = false;
    runWithTimeLimit(() => {
      done = true;
    });
    expect(done).toBe(true);
    expect(() => {
      runWithTimeLimit(() => {
        throw new RangeError('mine');
      });
    }).toThrow(RangeError);
  });

  it('stops a regular expression that backtracks for ever', () => {
    expect(() => {
      runWithTimeLimit(() => {
        /^(a+)+$/.test(`${'a'.repeat(60)}b`);
      });
    }).toThrow(TimeLimitError);
  });
});

/** A type that contains itself. */
const TREE = z.object({
  value: z.number(),
  get children() {
    return z.array(TREE);
  },
});

describe('normalizeSchema', () => {
  it('turns a recursive type of zod into a schema that checks all of it', () => {
    const schema = normalizeSchema(TREE, 'inputSchema', LIMITS) ?? null;
    expect(schema).toMatchObject({ properties: { children: { items: { $ref: '#' } } } });
    const validator = new SchemaValidator(schema, null);
    const tree = (value: unknown) => ({ value: 1, children: [{ value, children: [] }] });
    const pointersOf = (input: unknown) =>
      validator
        .check([{ index: 0, input, expectedOutput: undefined }])
        .map(({ pointer }) => pointer);
    expect(pointersOf(tree(2))).toEqual([]);
    expect(pointersOf(tree('two'))).toEqual(['/children/0/value']);
  });

  it('turns zod into JSON Schema', () => {
    expect(
      normalizeSchema(z.object({ question: z.string() }), 'inputSchema', LIMITS),
    ).toMatchObject({
      type: 'object',
      properties: { question: { type: 'string' } },
      required: ['question'],
    });
  });

  const malformed: unknown[] = [
    'text',
    [],
    { type: 'no such type' },
    { $ref: 'https://example.com/other.json' },
    { $async: true },
    { pattern: '(' },
    z.bigint(),
  ];
  it.each(malformed)('refuses %j', (schema) => {
    expect(() => normalizeSchema(schema, 'inputSchema', LIMITS)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

/** Refers twice to the next step at every step, so a check takes two to the power of the steps. */
function doublingSchema(steps: number): JsonSchema {
  const $defs: Record<string, JsonSchema> = { [`step${steps}`]: { type: 'object' } };
  for (let step = 0; step < steps; step += 1) {
    const next = { $ref: `#/$defs/step${step + 1}` };
    $defs[`step${step}`] = { allOf: [next, next] };
  }
  return { $defs, $ref: '#/$defs/step0' };
}

describe('SchemaValidator', () => {
  it('names every failing field with its pointer', () => {
    const validator = new SchemaValidator(
      { type: 'object', properties: { 'a/b': { type: 'number' } }, required: ['c'] },
      { type: 'string' },
    );
    const failures = validator.check([
      { index: 0, input: { 'a/b': 1, c: 1 }, expectedOutput: undefined },
      { index: 1, id: 'one', input: { 'a/b': 'x' }, expectedOutput: 5 },
    ]);
    expect(failures.map(({ index, id, field, pointer }) => [index, id, field, pointer])).toEqual([
      [1, 'one', 'input', ''],
      [1, 'one', 'input', '/a~1b'],
      [1, 'one', 'expectedOutput', ''],
    ]);
  });

  it.each([
    { name: 'endless references', schema: { $ref: '#' } },
    { name: 'references that double at every step', schema: doublingSchema(60) },
    { name: 'a pattern that backtracks for ever', schema: { pattern: '^(a+)+$' } },
  ])('does not hang on $name', ({ schema }) => {
    const check = () =>
      new SchemaValidator(schema, null).check([
        { index: 0, input: `${'a'.repeat(60)}b`, expectedOutput: undefined },
      ]);
    let failures: unknown;
    try {
      failures = check();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      return;
    }
    expect(failures).toMatchObject([{ index: 0, field: 'input', pointer: '' }]);
  });
});
