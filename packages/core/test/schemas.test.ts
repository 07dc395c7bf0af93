import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
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

describe('zod schemas', () => {
  const refused: [string, unknown, path: string, reason: RegExp][] = [
    [
      'a refinement',
      z.object({ n: z.number().refine((n) => n % 2 === 0) }),
      '.properties.n',
      /refine/,
    ],
    ['a refinement of all', z.object({ a: z.string() }).superRefine(() => undefined), '', /refine/],
    ['a refinement in a list', z.array(z.string().check(() => undefined)), '.items', /refine/],
    ['a refinement in a lazy part', z.lazy(() => z.string().refine(Boolean)), '', /refine/],
    ['the flag i', z.object({ a: z.string().regex(/^abc$/i) }), '.properties.a', /the flag i,/],
    ['the flags of a format', z.email({ pattern: /^a@b$/im }), '', /flags im/],
    ['coercion', z.object({ a: z.coerce.number() }), '.properties.a', /z\.coerce\.number/],
    ['a transform', z.object({ a: z.string().transform(Number) }), '.properties.a', /transform/],
    ['a preprocess', z.preprocess(String, z.string()), '', /preprocess/],
    ['a pipe', z.string().pipe(z.string()), '', /pipe/],
    ['a catch', z.array(z.string().catch('x')), '.items', /catch/],
    ['trim', z.tuple([z.string().trim()]), '.prefixItems[0]', /trim/],
    ['toLowerCase', z.string().toLowerCase(), '', /toLowerCase/],
    [
      'a date',
      z.object({ id: z.string(), at: z.date() }),
      '.properties.at',
      /z\.date\(\), which JSON Schema cannot hold; .*z\.iso\.datetime\(\)/,
    ],
    ['a map', z.union([z.string(), z.map(z.string(), z.string())]), '.anyOf[1]', /map/],
    ['a custom type', z.object({ 'a b': z.instanceof(URL) }), '.properties["a b"]', /custom/],
    [
      'a regular expression that the flag u forbids',
      z.object({ at: z.string().regex(new RegExp(String.raw`^\d{4}\-\d\d$`)) }),
      '.properties.at',
      /flag u/,
    ],
    ['a literal', z.literal(['a', undefined]), '', /literal/],
    ['a promise', z.promise(z.string()), '', /promise/],
    ['a file', z.file(), '', /file/],
    ['a format without a pattern', z.jwt(), '', /jwt/],
    ['a format of its own', z.stringFormat('even', () => true), '', /even/],
    ['a condition on the host', z.url({ hostname: /^example\.com$/ }), '', /hostname/],
  ];
  it.each(refused)(
    'are refused with the place of what would be lost: %s',
    (_, schema, path, reason) => {
      const normalize = () => normalizeSchema(schema, 'inputSchema', LIMITS);
      expect(normalize).toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          details: {
            path: `inputSchema${path}`,
            reason: expect.stringMatching(reason) as string,
          },
        }),
      );
    },
  );

  const taken: [string, z.ZodType][] = [
    ['limits', z.object({ a: z.string().min(1).max(5), b: z.int().gte(1).multipleOf(2) }).strict()],
    ['patterns', z.string().regex(/^a+$/u).startsWith('a').includes('b')],
    ['formats', z.union([z.email(), z.url(), z.uuid(), z.iso.datetime(), z.base64(), z.emoji()])],
    ['defaults', z.object({ a: z.string().default('x'), b: z.string().prefault('y') })],
    ['notes', z.string().describe('a name').meta({ title: 'Name' }).brand('Name').readonly()],
    [
      'unions',
      z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.null() })]),
    ],
    ['any JSON', z.json()],
    ['records', z.record(z.enum(['a', 'b']), z.nullable(z.unknown()))],
    ['templates', z.templateLiteral(['item-', z.number()])],
    ['integers of 32 bits', z.int32()],
  ];
  it.each(taken)('are taken where JSON Schema holds all of them: %s', (_, schema) => {
    expect(normalizeSchema(schema, 'inputSchema', LIMITS)).toBeTypeOf('object');
  });

  it.each([
    ['that text begins with', z.url().startsWith('https://')],
    ['that a pattern finds in text', z.url().regex(/^https/)],
    ['that comes first', z.string().startsWith('https://').check(z.url())],
  ])('keep the format of a URL beside a condition %s', (_, schema) => {
    const url = normalizeSchema(schema, 'inputSchema', LIMITS) ?? null;
    const inputs = ['https://example.com', 'https:// none', 'ftp://example.com'];
    const subjects = inputs.map((input, index) => ({ index, input, expectedOutput: undefined }));
    const failures = new SchemaValidator(url, null).check(subjects);
    expect(failures.map(({ index }) => index)).toEqual([1, 2]);
  });

  it.each([
    ['a shape', { a: z.string(), b: z.number() }, 'inputSchema.a'],
    ['the items of an array', { type: 'array', items: z.string().min(5) }, 'inputSchema.items'],
    ['a property', { properties: { a: z.object({ n: z.number() }) } }, 'inputSchema.properties.a'],
    ['one of several', { anyOf: [{ type: 'null' }, z.string()] }, 'inputSchema.anyOf[1]'],
    ['a schema of zod 3', { a: z3.string() }, 'inputSchema.a'],
  ])('inside a plain object are refused with their place: %s', (_, schema, path) => {
    expect(() => normalizeSchema(schema, 'inputSchema', LIMITS)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/zod.* in a plain object/) as string,
        details: expect.objectContaining({ path }) as object,
      }),
    );
  });

  it('with words that a plain object may have as well are taken in one', () => {
    const schema = { properties: { _zod: { type: 'string' }, _def: {}, '~standard': {} } };
    expect(normalizeSchema(schema, 'inputSchema', LIMITS)).toEqual(schema);
  });

  it('of zod 3 and of other libraries are told from JSON Schema', () => {
    const standard = { '~standard': { version: 1, vendor: 'valibot', validate: () => ({}) } };
    const callable = Object.assign(() => true, { '~standard': { version: 1, vendor: 'arktype' } });
    for (const [schema, reason] of [
      [z3.object({ a: z3.string() }), /zod 3.*zod 4/],
      [standard, /valibot.*JSON Schema/],
      [callable, /arktype.*JSON Schema/],
    ] as const) {
      expect(() => normalizeSchema(schema, 'inputSchema', LIMITS)).toThrow(reason);
    }
  });
});

describe('drafts of JSON Schema', () => {
  const pointersOf = (schema: JsonSchema, input: unknown) =>
    new SchemaValidator(normalizeSchema(schema, 'inputSchema', LIMITS) ?? null, null)
      .check([{ index: 0, input, expectedOutput: undefined }])
      .map(({ pointer }) => pointer);

  it.each([
    'http://json-schema.org/draft-07/schema#',
    'http://json-schema.org/draft-07/schema',
    'https://json-schema.org/draft-07/schema#',
  ])('draft-07 by %s', ($schema) => {
    const schema = { $schema, items: [{ type: 'string' }], additionalItems: false };
    expect(pointersOf(schema, ['a'])).toEqual([]);
    expect(pointersOf(schema, [1])).toEqual(['/0']);
    expect(pointersOf(schema, ['a', 'b'])).toEqual(['']);
    const limits = { $schema, properties: { at: { format: 'date' } }, dependencies: { a: ['at'] } };
    expect(pointersOf(limits, { a: 1 })).toEqual(['']);
    expect(pointersOf(limits, { at: 'today' })).toEqual(['/at']);
  });

  it('2019-09', () => {
    const $schema = 'https://json-schema.org/draft/2019-09/schema';
    const schema = { $schema, items: [{ type: 'string' }], unevaluatedItems: false };
    expect(pointersOf(schema, ['a'])).toEqual([]);
    expect(pointersOf(schema, ['a', 'b'])).toEqual(['']);
  });

  it.each([
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-03/schema#',
    'https://example.com/schema',
    'http://json-schema.org/schema#',
    '',
    5,
  ])('others are refused in words that say which are supported: %s', ($schema) => {
    const normalize = () => normalizeSchema({ $schema }, 'inputSchema', LIMITS);
    expect(normalize).toThrow(/2020-12, 2019-09 and draft-07/);
  });

  it('a flaw is told by the draft that the schema names', () => {
    const $schema = 'http://json-schema.org/draft-07/schema#';
    const flawed = { $schema, properties: { a: { type: 'strnig' } } };
    expect(() => normalizeSchema(flawed, 'inputSchema', LIMITS)).toThrow(/properties\/a\/type/);
  });

  it('one flaw is told once', () => {
    const flawed = { properties: { a: { items: [{}] } } };
    expect(() => normalizeSchema(flawed, 'inputSchema', LIMITS)).toThrow(
      /^((?!must be object)[^])*must be object((?!must be object)[^])*$/,
    );
  });

  it('a tuple of draft-07 without its $schema is told what it may be', () => {
    const tuple = { type: 'array', items: [{ type: 'string' }] };
    expect(() => normalizeSchema(tuple, 'inputSchema', LIMITS)).toThrow(/prefixItems.*draft-07/);
    const other = { properties: { items: 5 } };
    expect(() => normalizeSchema(other, 'inputSchema', LIMITS)).not.toThrow(/prefixItems/);
  });
});
