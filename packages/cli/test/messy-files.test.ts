import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf } from './support/store.js';

const MAP = ['--input', 'question', '--expected-output', 'answer'];

/** Writes a file and imports it into the dataset `messy`. */
async function importFile(
  content: string | Buffer,
  { file = 'messy.csv', options = MAP }: { file?: string; options?: readonly string[] } = {},
) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, file), content);
  const result = await cli(['import', file, '--dataset', 'messy', ...options], { cwd });
  const items = result.code === 0 ? await contentOf(cwd, 'messy') : [];
  return { ...result, cwd, items };
}

describe('a messy CSV', () => {
  it('may have quotes, line breaks in cells, a byte order mark, CRLF and empty cells', async () => {
    const text =
      '\ufeffquestion,answer\r\n"Say ""hi"", twice",hi hi\r\n"Two\r\nlines",\r\n\r\n  spaced  ,"a,b"\r\n';
    const { code, items } = await importFile(text);
    expect(code).toBe(0);
    expect(items).toEqual([
      { input: 'Say "hi", twice', expectedOutput: 'hi hi' },
      { input: 'Two\r\nlines' },
      { input: '  spaced  ', expectedOutput: 'a,b' },
    ]);
  });

  it('may end its lines in any way, and the last one in none', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const { items } = await importFile(['question,answer', 'a,b', 'c,d'].join(end));
      expect(items.map(({ input }) => input)).toEqual(['a', 'c']);
    }
  });

  it('is refused with all ragged rows, and the lines they begin in', async () => {
    const text = 'question,answer\n"two\nlines",x,y\ngood,1\n\nshort\n,no question\n';
    const { code, stderr, cwd } = await importFile(text);
    expect(code).toBe(5);
    expect(stderr).toBe(
      'input ← question · expectedOutput ← answer\n' +
        'error INPUT_REFUSED: 3 rows were refused, so nothing was imported:\n' +
        '  line 2: 3 cells in place of 2\n' +
        '  line 6: 1 cell in place of 2\n' +
        '  line 7: there is no value for the input\n' +
        '  next: correct them, or import the others with --rejects FILE\n',
    );
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
  });

  it('is refused with the right lines where CRLF stands within cells', async () => {
    const text = 'question,answer\r\n"two\r\nlines",a\r\n\r\n"\r\n\r\n"\r\nshort\r\n';
    const { stderr } = await importFile(text);
    expect(stderr).toContain('  line 5: 1 cell in place of 2\n  line 8: 1 cell in place of 2\n');
  });

  it('gives its sound rows, and the others to a file', async () => {
    const text = 'question,answer\ngood,1\nshort\nalso good,2\na,b,c\n';
    const options = [...MAP, '--rejects', 'rejects.jsonl'];
    const { code, stdout, stderr, items, cwd } = await importFile(text, { options });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'input ← question · expectedOutput ← answer\n2 rows went to rejects.jsonl.\n',
    });
    expect(stdout).toMatch(/: 2 added\.\n$/);
    expect(items.map(({ input }) => input)).toEqual(['good', 'also good']);
    const lines = (await readFile(join(cwd, 'rejects.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        place: 'line 3',
        code: 'INPUT_REFUSED',
        reason: '1 cell in place of 2',
        row: ['short'],
      },
      {
        place: 'line 5',
        code: 'INPUT_REFUSED',
        reason: '3 cells in place of 2',
        row: ['a', 'b', 'c'],
      },
    ]);
  });

  it('in Latin-1 is refused with line and column, and read with --encoding', async () => {
    const bytes = Buffer.from('question,answer\nCapital of Perú?,Lima\nÜber,über\n', 'latin1');
    const refused = await importFile(bytes);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toBe(
      'error INPUT_REFUSED: messy.csv, line 2, column 15: this is not utf-8.\n' +
        '  next: say which encoding it is, such as --encoding latin1\n',
    );
    const { items } = await importFile(bytes, { options: [...MAP, '--encoding', 'latin1'] });
    expect(items).toEqual([
      { input: 'Capital of Perú?', expectedOutput: 'Lima' },
      { input: 'Über', expectedOutput: 'über' },
    ]);
    const unknown = await importFile(bytes, { options: [...MAP, '--encoding', 'klingon'] });
    expect(unknown).toMatchObject({ code: 2 });
  });

  it('may be UTF-16, which its byte order mark tells', async () => {
    const text = '\ufeffquestion,answer\nπ?,3.14\n';
    const { items } = await importFile(Buffer.from(text, 'utf16le'));
    expect(items).toEqual([{ input: 'π?', expectedOutput: '3.14' }]);
  });

  it('finds bad bytes far into the file', async () => {
    const sound = `question,answer\n${'é,1\n'.repeat(60_000)}`;
    const bytes = Buffer.concat([Buffer.from(sound), Buffer.from([0x78, 0xff, 0x0a])]);
    const { stderr } = await importFile(bytes);
    expect(stderr).toContain('messy.csv, line 60002, column 2: this is not utf-8.');
  });

  it('with wrong quotes is refused with line and cell', async () => {
    const cases: [text: string, line: number, cell: number, reason: string][] = [
      ['question,answer\na,b\nsay "hi",x\n', 3, 1, 'a quote stands within a cell'],
      ['question,answer\na,"b" c\n', 2, 2, 'there is text behind the closing quote'],
      ['question,answer\n"never closed,b\n', 2, 1, 'a quote is never closed.'],
      [
        'question,answer\r\n"a\r\nb",c\r\n\r\n\r\nd,"never\r\n\r\nclosed\r\n',
        6,
        2,
        'a quote is never closed.',
      ],
    ];
    for (const [text, line, cell, reason] of cases) {
      const { code, stderr } = await importFile(text);
      expect(code).toBe(5);
      expect(stderr).toContain(
        `error INPUT_REFUSED: messy.csv, in the record that begins in line ${line}, cell ${cell}: ${reason}`,
      );
    }
    const { items } = await importFile('question,answer\nsay "hi",x\n', {
      options: [...MAP, '--no-quotes'],
    });
    expect(items).toEqual([{ input: 'say "hi"', expectedOutput: 'x' }]);
  });

  it.each([
    ['', /is empty/],
    [
      'question;answer\n1;2\n',
      /is one name, "question;answer"\.[^]*next: .* try --delimiter ';'\n/,
    ],
    [
      'question;answer\n1;2\n"a;b";3\n',
      /is one name, "question;answer"\.[^]*try --delimiter ';'\n/,
    ],
    ['question\tanswer\n1\t2\n', /The whole line is one name[^]*try --delimiter '\\t'\n/],
    [
      'question,question\n1,2\n',
      /messy\.csv, line 1, column 2: "question" is the name of an earlier column/,
    ],
    [
      'frage,antwort\n1,2\n',
      /messy\.csv, line 1: There is no column "question", "answer"\. The columns are: "frage", "antwort"\./,
    ],
  ])('with a wrong header is refused: %j', async (text, message) => {
    const { code, stderr } = await importFile(text);
    expect(code).toBe(5);
    expect(stderr).toMatch(message);
  });

  it('may have columns without a name where they are empty, or number the rows', async () => {
    const text = 'question,answer,, \n1,2,,\n';
    const expected = [{ input: '1', expectedOutput: '2' }];
    expect((await importFile(text)).items).toEqual(expected);
    const numbered = await importFile(',question,answer\n0,1,2\n1,1,2\n', { options: [] });
    expect(numbered.items).toEqual([...expected, ...expected]);
    expect(numbered.stderr).toContain('The first column, which numbers the rows,');
    const { code, stderr } = await importFile('input,,\n1,x,\n', { options: [] });
    expect(code).toBe(5);
    expect(stderr).toContain('messy.csv, line 1: column 2 has no name.');
  });

  it.each(['utf-16le', 'utf-16be'])(
    'in %s without a mark is told by its zeros',
    async (encoding) => {
      const bytes = Buffer.from('question,answer\nq,a\n', 'utf16le');
      if (encoding === 'utf-16be') bytes.swap16();
      const { code, stderr } = await importFile(bytes);
      expect(code).toBe(5);
      expect(stderr).toContain(`try --encoding ${encoding}\n`);
      const { items } = await importFile(bytes, { options: [...MAP, '--encoding', encoding] });
      expect(items).toEqual([{ input: 'q', expectedOutput: 'a' }]);
    },
  );

  it('may have another delimiter, tabs, or no header', async () => {
    const semicolons = [...MAP, '--delimiter', ';'];
    const options = ['--input', '1', '--context', '2', '--no-header'];
    const expected = [{ input: 'a', expectedOutput: 'b,c' }];
    expect((await importFile('question;answer\na;b,c\n', { options: semicolons })).items).toEqual(
      expected,
    );
    const tabs = [...MAP, '--delimiter', String.raw`\t`];
    expect((await importFile('question\tanswer\na\tb,c\n', { options: tabs })).items).toEqual(
      expected,
    );
    const file = 'messy.tsv';
    expect((await importFile('question\tanswer\na\tb,c\n', { file })).items).toEqual(expected);
    expect((await importFile('a,b\nc,\n', { options })).items).toEqual([
      { input: 'a', context: { '2': 'b' } },
      { input: 'c' },
    ]);
  });
});

describe('a messy JSON file', () => {
  it.each([
    ['{"input": 1}', 'There is no array of objects in it.'],
    ['[{"input": 1},]', 'line 1, column 15: nothing follows the comma before this: take it out'],
    ['', 'line 1, column 1: this is no array'],
    ['[{"input": 1},\n {"input": }]', 'line 2, column 12: "}" is out of place in JSON'],
    ['[{"input": 1}\n', 'line 2, column 1: the array does not end'],
    ['[{"input": 1}]\n[]', 'line 2, column 1: there is more behind the array'],
    ['[{"input": 1}, tru]', 'line 1, column 19: '],
  ])('is refused with line and column: %j', async (text, message) => {
    const { code, stderr } = await importFile(text, { file: 'messy.json', options: [] });
    expect(code).toBe(5);
    expect(stderr).toContain('error INPUT_REFUSED: messy.json');
    expect(stderr).toContain(message);
  });

  it('names the elements and lines that are no items', async () => {
    const array = await importFile('[1, {"input": 2}, {"no": 3}, [], null]', {
      file: 'messy.json',
      options: [],
    });
    expect(array.stderr.split('\n').slice(2, 6)).toEqual([
      '  element 1: it is no object',
      '  element 3: there is no value for the input',
      '  element 4: it is no object',
      '  element 5: it is no object',
    ]);
    const lines = await importFile('{"input": 1}\n{"input": \n\n{"input": 1} x\n"text"\n', {
      file: 'messy.jsonl',
      options: [],
    });
    expect(lines.code).toBe(5);
    expect(lines.stderr.split('\n').slice(1, 4)).toEqual([
      '  line 2: column 10: the JSON does not end',
      '  line 4: column 14: "x" is out of place in JSON',
      '  line 5: it is no object',
    ]);
  });

  it('may be compressed whatever its name is, and is refused when cut off', async () => {
    const bytes = gzipSync('{"input": "a"}\n{"input": "b"}\n');
    const options = ['--format', 'jsonl'];
    const { items } = await importFile(bytes, { file: 'data.bin', options });
    expect(items).toEqual([{ input: 'a' }, { input: 'b' }]);
    const cut = await importFile(bytes.subarray(0, -12), { file: 'data.jsonl.gz', options: [] });
    expect(cut.code).toBe(1);
    expect(cut.stderr).toMatch(/^error INPUT_UNREADABLE: data\.jsonl\.gz: unexpected end of file/);
  });
});

describe('a Parquet file that is none', () => {
  it('is refused', async () => {
    const options: string[] = [];
    const { code, stderr } = await importFile('no parquet', { file: 'x.parquet', options });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error INPUT_UNREADABLE: x\.parquet: /);
  });
});
