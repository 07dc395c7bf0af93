import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { folderWith, temporaryFolder } from './support/folder.js';
import { contentOf } from './support/store.js';

/** `question,answer\nWhy?,So\n`, compressed. */
const COMPRESSED = {
  'b.parquet.zip':
    'UEsDBBQAAAAIAJqEfF1QXHBAuwAAAAUBAAANAAAAY2FzZXMucGFycXVldGVQsQrCQAxNz6NU6ODQHHdwa0uHLi4dpFR0kk5iBxeXDoW69LStaDd/y78zrYqCkJeQ8F5eyHa1m6ONHsoDMoQRHAFgYjmaU91X/ZIIM/T+CLbHqOYGuUo2vDGmQw7o+kw650vZdkdT+/Aa2EXdXsuGWsGUVlHgaHQVgvpSkQkmUrEOnCSGkA++csygNB1AzmQWZB/de+OoWog0yAYVy40k/CrETbD4bkE4rfpT0ZBbpyINQAEPwpYe8ARQSwECFAMUAAAACACahHxdUFxwQLsAAAAFAQAADQAAAAAAAAAAAAAApIEAAAAAY2FzZXMucGFycXVldFBLBQYAAAAAAQABADsAAADmAAAAAAA=',
  'a.csv.bz2':
    'QlpoOTFBWSZTWdWj+68AAAhbgAAQAAQAAIiAImG+oCAAMU0yMTExCmg0aZB+qQ9nFVA0NEdbkoBD4u5IpwoSGrR/deA=',
  'a.csv.zst': 'KLUv/QRYwQAAcXVlc3Rpb24sYW5zd2VyCldoeT8sU28Kl+LVqQ==',
  'a.zip':
    'UEsDBBQAAAAIAGGte13pIsImGgAAABgAAAAJAAAAY2FzZXMuY3N2KyxNLS7JzM/TScwrLk8t4grPqLTXCc7nAgBQSwMEFAAAAAgAYa17XYMW3IwDAAAAAQAAABQAAABfX01BQ09TWC8uX2Nhc2VzLmNzdqsAAFBLAQIUAxQAAAAIAGGte13pIsImGgAAABgAAAAJAAAAAAAAAAAAAACAAQAAAABjYXNlcy5jc3ZQSwECFAMUAAAACABhrXtdgxbcjAMAAAABAAAAFAAAAAAAAAAAAAAAgAFBAAAAX19NQUNPU1gvLl9jYXNlcy5jc3ZQSwUGAAAAAAIAAgB5AAAAdgAAAAAA',
};

describe('a compressed file', () => {
  it.each(Object.entries(COMPRESSED))('%s is read', async (name, base64) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, name), Buffer.from(base64, 'base64'));
    await cliJson(['import', name], { cwd });
    const [dataset = ''] = name.split('.');
    expect(await contentOf(cwd, dataset)).toEqual([{ input: 'Why?', expectedOutput: 'So' }]);
  });

  it.each(['a.csv.bz2', 'a.csv.zst'] as const)('%s that is cut off is refused', async (name) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, name), Buffer.from(COMPRESSED[name], 'base64').subarray(0, -9));
    const { code, stderr } = await cli(['import', name], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error INPUT_UNREADABLE: a\.csv\.(?:bz2|zst): /);
  });

  it('with several files in it names them', async () => {
    const cwd = await temporaryFolder();
    await writeFile(
      join(cwd, 'b.zip'),
      Buffer.from(
        'UEsDBBQAAAAIAGGte13pIsImGgAAABgAAAAFAAAAYS5jc3YrLE0tLsnMz9NJzCsuTy3iCs+otNcJzucCAFBLAwQUAAAACABhrXtd6SLCJhoAAAAYAAAABQAAAGIuY3N2KyxNLS7JzM/TScwrLk8t4grPqLTXCc7nAgBQSwECFAMUAAAACABhrXtd6SLCJhoAAAAYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5jc3ZQSwECFAMUAAAACABhrXtd6SLCJhoAAAAYAAAABQAAAAAAAAAAAAAAgAE9AAAAYi5jc3ZQSwUGAAAAAAIAAgBmAAAAegAAAAAA',
        'base64',
      ),
    );
    const { stderr } = await cli(['import', 'b.zip'], { cwd });
    expect(stderr).toContain('b.zip: It holds several files: a.csv, b.csv.');
  });
});

describe('an Excel workbook', () => {
  const sheet = {
    name: 'Cases',
    rows: [
      ['id', ' Question', 'answer', 'when', 'ok', null],
      [7, 'Why?', 1.5, new Date(Date.UTC(2026, 0, 2)), true, null],
      [null, null, null, null, null, null],
      ['x', 'How?', null, new Date(Date.UTC(2026, 0, 2, 3, 4, 5)), false, null],
    ],
  };

  it('gives numbers, text, truth values and dates, without its blank rows', async () => {
    const cwd = await temporaryFolder();
    await writeFile(
      join(cwd, 'a.xlsx'),
      await writeXlsx({ sheets: [sheet, { name: 'Empty', rows: [] }] }),
    );
    const { stderr } = await cli(['import', 'a.xlsx'], { cwd });
    expect(stderr).toContain('1 blank row was skipped.\n');
    expect(await contentOf(cwd, 'a')).toEqual([
      {
        externalId: '7',
        input: 'Why?',
        expectedOutput: 1.5,
        context: { when: '2026-01-02', ok: true },
      },
      { externalId: 'x', input: 'How?', context: { when: '2026-01-02T03:04:05.000Z', ok: false } },
    ]);
  });

  it('with several sheets asks for one', async () => {
    const cwd = await temporaryFolder();
    const other = { name: 'Other one', rows: [['question'], ['q']] };
    await writeFile(join(cwd, 'a.xlsx'), await writeXlsx({ sheets: [sheet, other] }));
    const { code, stderr } = await cli(['import', 'a.xlsx'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain('It has several sheets. The sheets are: "Cases", "Other one".');
    await cliJson(['import', 'a.xlsx', '--sheet', 'Other one'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'q' }]);
  });
});

describe('YAML', () => {
  it('that cannot be kept as JSON is refused with line and column', async () => {
    const cwd = await folderWith({
      'a.yaml': '- question: a\n  id: 9007199254740993\n',
      'b.yaml': '- question: .nan\n',
      'c.yaml': '- question: a\n  question: b\n',
    });
    const messages = [
      'a.yaml, line 2, column 7: 9007199254740993 is a number that',
      'b.yaml, line 1, column 13: .nan is no JSON',
      'c.yaml, line 2, column 3: this is no YAML: Map keys must be unique',
    ];
    for (const [index, file] of ['a.yaml', 'b.yaml', 'c.yaml'].entries()) {
      const { code, stderr } = await cli(['import', file], { cwd });
      expect(code).toBe(5);
      expect(stderr).toContain(messages[index]);
    }
    await cliJson(['import', 'a.yaml', '--big-numbers', 'text'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([{ externalId: '9007199254740993', input: 'a' }]);
  });
});

describe('JSON', () => {
  it('of two ids that one double stands for keeps them apart, or refuses them', async () => {
    const row = (id: string) => `{"id":${id},"question":"q ${id}"}\n`;
    const cwd = await folderWith({
      'a.jsonl': row('9007199254740992'),
      'b.jsonl': row('9007199254740993'),
    });
    await cliJson(['import', 'a.jsonl'], { cwd });
    const refused = await cli(['import', 'b.jsonl', '--dataset', 'a'], { cwd });
    expect(refused.stderr).toContain('  line 1: /id: 9007199254740993 is a number that');
    const options = ['--dataset', 'a', '--big-numbers', 'text'];
    expect(await cliJson(['import', 'b.jsonl', ...options], { cwd })).toMatchObject({ added: 1 });
  });

  it('has its rows where --root says, and names what may be meant', async () => {
    const document = { train: [{ question: 'a' }], test: [{ question: 'b' }] };
    const cwd = await folderWith({ 'a.json': JSON.stringify(document) });
    const { stderr } = await cli(['import', 'a.json'], { cwd });
    expect(stderr).toContain('next: choose --root train or --root test\n');
    await cliJson(['import', 'a.json', '--root', 'test'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'b' }]);
  });
});

describe('Parquet', () => {
  it('keeps decimals, 64-bit integers, dates and times, or refuses what JSON cannot keep', async () => {
    const cwd = await temporaryFolder();
    const write = (name: string, big: bigint) => {
      parquetWriteFile({
        filename: join(cwd, name),
        schema: [
          { name: 'root', num_children: 5 },
          { name: 'input', type: 'INT64', repetition_type: 'REQUIRED' },
          {
            name: 'price',
            type: 'INT32',
            converted_type: 'DECIMAL',
            scale: 2,
            precision: 9,
            repetition_type: 'REQUIRED',
          },
          { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
          {
            name: 'at',
            type: 'INT64',
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
            repetition_type: 'REQUIRED',
          },
          {
            name: 'time',
            type: 'INT64',
            logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'NANOS' },
            repetition_type: 'REQUIRED',
          },
        ],
        columnData: [
          { name: 'input', data: [big] },
          { name: 'price', data: [-19.99] },
          { name: 'day', data: [-1] },
          { name: 'at', data: [-1n] },
          { name: 'time', data: [3_723_000_000_001n] },
        ],
      });
    };
    write('a.parquet', 42n);
    write('b.parquet', 9_007_199_254_740_993n);
    await cliJson(['import', 'a.parquet'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([
      {
        input: 42,
        context: {
          price: -19.99,
          day: '1969-12-31',
          at: '1969-12-31T23:59:59.999999Z',
          time: '01:02:03.000000001',
        },
      },
    ]);
    const refused = await cli(['import', 'b.parquet'], { cwd });
    expect(refused.stderr).toContain('row 1: input: it holds 9007199254740993, which is beyond');
    await cliJson(['import', 'b.parquet', '--big-numbers', 'text'], { cwd });
    expect(await contentOf(cwd, 'b')).toMatchObject([{ input: '9007199254740993' }]);
  });
});

describe('CSV of spreadsheets', () => {
  it('may say its delimiter in a line of its own, and have blank rows', async () => {
    const cwd = await folderWith({ 'a.csv': 'sep=;\r\ninput;expectedOutput\r\na;1\r\n;\r\nb\r\n' });
    const refused = await cli(['import', 'a.csv'], { cwd });
    expect(refused.stderr).toContain('  line 5: 1 cell in place of 2\n');
    await cliJson(['import', 'a.csv', '--rejects', 'r.jsonl'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'a', expectedOutput: '1' }]);
  });
});

it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
  'a file that may not be read is unreadable',
  async () => {
    const cwd = await folderWith({ 'a.csv': 'question\n1\n' });
    await chmod(join(cwd, 'a.csv'), 0);
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error INPUT_UNREADABLE: a\.csv: /);
  },
);
