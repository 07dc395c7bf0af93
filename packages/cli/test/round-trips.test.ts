import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewDatasetItem } from '@mastra-datasets/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, makeDataset } from './support/store.js';

const FILES = [
  'items.csv',
  'items.tsv',
  'items.json',
  'items.jsonl',
  'items.csv.gz',
  'items.tsv.gz',
  'items.json.gz',
  'items.jsonl.gz',
  'items.parquet',
];

/** JSON as it was parsed, so that `__proto__` is an ordinary key. */
function parsed(text: string): NewDatasetItem {
  return JSON.parse(text) as NewDatasetItem;
}

const FLAT: readonly NewDatasetItem[] = [
  { externalId: 'one', input: { question: 'What is 2+2?', hint: 4 }, expectedOutput: '4' },
  { externalId: '2', input: { question: '' }, expectedOutput: 4, context: { source: 'a' } },
  { input: { question: null, hint: '4' }, expectedOutput: null, context: { source: 'b', n: [] } },
  { input: { hint: { deep: [1, 'x', { y: null }] } }, expectedOutput: '' },
];

const TRICKY: readonly NewDatasetItem[] = [
  { input: 'plain' },
  { input: '' },
  { input: 42 },
  { input: '42' },
  { input: null },
  { input: 'null' },
  { input: true, expectedOutput: false },
  { input: 'true', expectedOutput: 'false' },
  { input: ' spaces ', expectedOutput: '\ttab\t' },
  { input: 'two\nlines', expectedOutput: 'two\r\nlines\rthree' },
  { input: '"quoted", and; more', expectedOutput: '""' },
  { input: '\ufeffmark', expectedOutput: 'NUL \0, é, 日本語, 🙂' },
  { input: '=1+1', expectedOutput: '-3' },
  { input: 'lone \ud800 surrogate' },
  { input: [], expectedOutput: {} },
  { input: {}, context: {} },
  { input: { 'a.b': 1, 'c:json': 2, '': 3 }, context: { ' x ': ' ' } },
  { input: 1e21, expectedOutput: 0.1 },
  parsed('{ "input": { "__proto__": "ordinary" }, "context": { "__proto__": { "a": 1 } } }'),
  { input: 'with an id', externalId: ' =id,"\n' },
];

/** Items with every field that an item can have. */
const FIELDS: readonly NewDatasetItem[] = [
  {
    externalId: 'one',
    input: 'a',
    splits: ['hard', 'train'],
    source: { type: 'log', url: 'http://a', spanId: 7 },
    attributes: { scorers: ['exact', { name: 'f1' }], timeout: 5 },
  },
  { input: 'b', splits: ['test'], attributes: { scorers: null } },
  { input: 'c', source: { type: '' } },
  { input: 'd', context: { splits: 'x', source: 'y' } },
];

/** Splits that no cell such as `train;hard` can hold. */
const ODD_SPLITS: readonly NewDatasetItem[] = [
  { input: 'a', splits: ['a;b', 'c'], source: {}, attributes: {} },
  { input: 'b', splits: [' d '], source: { 'a.b': 1 } },
  { input: 'c', splits: ['\n', '["e"]', 'é', '\u{1f600}'] },
];

/** Exports a dataset, imports the file into another store, and gives both digests and contents. */
async function roundTrip(items: readonly NewDatasetItem[], file: string) {
  const from = await temporaryFolder();
  const to = await temporaryFolder();
  const digest = await makeDataset(from, 'items', items);
  const path = join(to, file);
  const exported = await cli(['export', 'items', '--output', path], { cwd: from });
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const imported = await cli(['import', file, '--dataset', 'items'], { cwd: to });
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await cli(['digest', 'items'], { cwd: to });
  return { digest, copied: stdout.trim(), content: await contentOf(to, 'items') };
}

describe('export, then import', () => {
  it.each(FILES)('gives the same digest and external ids by %s', async (file) => {
    for (const items of [
      FLAT,
      TRICKY,
      FIELDS,
      ODD_SPLITS,
      [...TRICKY, ...FLAT, ...FIELDS.slice(1), ...ODD_SPLITS],
      FLAT.slice(0, 2),
    ]) {
      const { digest, copied, content } = await roundTrip(items, file);
      expect(content).toEqual(items);
      expect(copied).toBe(digest);
    }
  });

  it.each(['items.csv', 'items.json', 'items.jsonl', 'items.parquet'])(
    'gives the same digest by %s, whatever the items are',
    async (file) => {
      const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
      const members = fc.dictionary(fc.string({ maxLength: 6 }), json, { maxKeys: 3 });
      const splits = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 3,
      });
      const item = fc.record(
        {
          input: fc.oneof(json, members),
          expectedOutput: json,
          context: members,
          splits: fc.oneof(splits, fc.constantFrom(['train'], ['hard', 'train'])),
          source: members,
          attributes: members,
        },
        { requiredKeys: ['input'] },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 6 }), async (items) => {
          const { digest, copied } = await roundTrip(items, file);
          expect(copied).toBe(digest);
        }),
        { numRuns: 12 },
      );
    },
  );

  it.each(FILES)('works for a version without items by %s', async (file) => {
    const folder = await temporaryFolder();
    await makeDataset(folder, 'items', []);
    const output = ['--output', file];
    expect(await cli(['export', 'items', ...output], { cwd: folder })).toMatchObject({ code: 0 });
    const result = await cli(['import', file, '--dataset', 'copy'], { cwd: folder });
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toBe('There was no row to import, so no dataset was made.\n');
    const there = await cli(['import', file, '--dataset', 'items'], { cwd: folder });
    expect(there.stdout).toMatch(/^There was no row to import into items, version \d /);
  });
});

describe('the columns of a table', () => {
  it('are texts where they can be, keys of objects, and JSON for the rest', async () => {
    const folder = await temporaryFolder();
    await makeDataset(folder, 'items', FLAT);
    const { stdout } = await cli(['export', 'items', '--format', 'csv'], { cwd: folder });
    expect(stdout.split('\n')).toEqual([
      'externalId,input.question,input.question:json,input.hint,input.hint:json,' +
        'expectedOutput,expectedOutput:json,context.source,context.n:json',
      'one,What is 2+2?,,,4,4,,,',
      '2,,"""""",,,,4,a,',
      ',,null,4,,,null,b,[]',
      ',,,,"{""deep"":[1,""x"",{""y"":null}]}",,"""""",,',
      '',
    ]);
  });

  it('escape formulas for spreadsheets on request only', async () => {
    const folder = await temporaryFolder();
    await makeDataset(folder, 'items', [
      { input: '=HYPERLINK("x")', expectedOutput: '+1' },
      { input: '@SUM(A1)', expectedOutput: 'a=b' },
    ]);
    const plain = await cli(['export', 'items', '--format', 'csv'], { cwd: folder });
    expect(plain.stdout).toContain('"=HYPERLINK(""x"")",+1\n@SUM(A1),a=b\n');
    const output = ['--output', 'safe.csv', '--spreadsheet-safe'];
    await cli(['export', 'items', ...output], { cwd: folder });
    const safe = await readFile(join(folder, 'safe.csv'), 'utf8');
    expect(safe).toBe(`input,expectedOutput\n"'=HYPERLINK(""x"")",'+1\n'@SUM(A1),a=b\n`);
  });
});

describe('splits in tables of text', () => {
  it('are cells that people can read and write', async () => {
    const folder = await temporaryFolder();
    await makeDataset(folder, 'items', FIELDS);
    const { stdout } = await cli(['export', 'items', '--format', 'csv'], { cwd: folder });
    expect(stdout).toContain(',splits,');
    expect(stdout).toContain(',hard;train,');
    const stdin = 'input,splits\na,train ; hard;\nb,;\nc,test\n';
    const from = ['import', '-', '--format', 'csv', '--dataset', 'written'];
    expect(await cli(from, { cwd: folder, stdin })).toMatchObject({ code: 0 });
    expect(await contentOf(folder, 'written')).toEqual([
      { input: 'a', splits: ['hard', 'train'] },
      { input: 'b' },
      { input: 'c', splits: ['test'] },
    ]);
  });
});
