import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, inStore, makeDataset } from './support/store.js';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return cwd;
}

describe('columns', () => {
  const FILE = 'key,question,hint,answer,score\n7,Why?,think,So,0.5\n8,How?,,,\n';

  it('go where the options say, and the others stay away', async () => {
    const cwd = await folderWith({ 'a.csv': FILE });
    const cases: [string[], unknown[]][] = [
      [
        ['--input', 'question'],
        [{ input: 'Why?' }, { input: 'How?' }],
      ],
      [
        ['--input', 'question,hint', '--expected-output', 'answer', '--external-id', 'key'],
        [
          { externalId: '7', input: { question: 'Why?', hint: 'think' }, expectedOutput: 'So' },
          { externalId: '8', input: { question: 'How?' } },
        ],
      ],
      [
        ['--map', 'question=input.text.en', '--map', 'score=context.score:json'],
        [
          { input: { text: { en: 'Why?' } }, context: { score: 0.5 } },
          { input: { text: { en: 'How?' } } },
        ],
      ],
      [
        ['--input', 'question', '--context', 'hint,score', '--infer'],
        [{ input: 'Why?', context: { hint: 'think', score: 0.5 } }, { input: 'How?' }],
      ],
    ];
    for (const [index, [options, expected]] of cases.entries()) {
      const dataset = `case ${index}`;
      await cliJson(['import', 'a.csv', '--dataset', dataset, ...options], { cwd });
      expect(await contentOf(cwd, dataset)).toEqual(expected);
    }
  });

  it('become numbers and the like only with --infer, and only where nothing is lost', async () => {
    const cells = [
      '1',
      '007',
      '1.50',
      '-2.5',
      'true',
      'null',
      '[1]',
      '{"a":1}',
      '12:30',
      '9007199254740993',
    ];
    const rows = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
    const cwd = await folderWith({ 'a.csv': `input\n${rows.join('\n')}\n` });
    await cliJson(['import', 'a.csv', '--dataset', 'text'], { cwd });
    await cliJson(['import', 'a.csv', '--dataset', 'inferred', '--infer'], { cwd });
    const inputs = async (name: string) => (await contentOf(cwd, name)).map(({ input }) => input);
    expect(await inputs('text')).toEqual(cells);
    expect(await inputs('inferred')).toEqual([
      ...[1, '007', '1.50', -2.5, true, null, [1], { a: 1 }, '12:30', '9007199254740993'],
    ]);
  });

  it.each([
    [['--map', 'question'], 2, 'question is no COLUMN=TARGET.'],
    [['--map', 'question=output'], 2, 'A column cannot go to output.'],
    [['--map', 'question=externalId.x'], 2, 'A column cannot go to externalId.x.'],
    [['--input', 'question', '--context', 'question'], 2, 'The column question has two targets.'],
    [['--expected-output', 'answer'], 5, 'No column goes to the input.'],
    [['--external-id', 'key'], 5, 'No column goes to the input.'],
    [['--input', 'question', '--map', 'hint=input.hint'], 5, 'two columns have a value for input'],
  ])('with wrong options are refused: %j', async (options, code, message) => {
    const cwd = await folderWith({ 'a.csv': FILE });
    const result = await cli(['import', 'a.csv', ...options], { cwd });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  it('that name no target are refused where no option says which to take', async () => {
    const cwd = await folderWith({ 'a.csv': 'input,note\n1,2\n' });
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain('Columns without a target: note.');
  });

  it('of other types come from Parquet as their JSON', async () => {
    const cwd = await temporaryFolder();
    parquetWriteFile({
      filename: join(cwd, 'a.parquet'),
      columnData: [
        { name: 'question', data: ['a', 'b'], type: 'STRING' },
        { name: 'score', data: [0.5, 2], type: 'DOUBLE' },
        { name: 'big', data: [1n, 2n], type: 'INT64' },
        { name: 'meta', data: [{ x: [1, null] }, null], type: 'JSON' },
        { name: 'when', data: [new Date(0), null], type: 'TIMESTAMP' },
      ],
    });
    const options = ['--input', 'question', '--context', 'score,big,meta,when'];
    await cliJson(['import', 'a.parquet', ...options], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([
      {
        input: 'a',
        context: { score: 0.5, big: 1, meta: { x: [1, null] }, when: '1970-01-01T00:00:00.000Z' },
      },
      { input: 'b', context: { score: 2, big: 2 } },
    ]);
  });

  it('of JSON keep their values, and numbers may be external ids', async () => {
    const rows = [
      { id: 1, q: { text: 'a' }, a: null, tags: ['x'], other: 1 },
      { id: 'two', q: 'b', a: 0, tags: null },
    ];
    const cwd = await folderWith({ 'a.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    const options = ['--input', 'q', '--expected-output', 'a', '--context', 'tags'];
    await cliJson(['import', 'a.jsonl', ...options, '--external-id', 'id'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([
      { externalId: '1', input: { text: 'a' }, expectedOutput: null, context: { tags: ['x'] } },
      { externalId: 'two', input: 'b', expectedOutput: 0, context: { tags: null } },
    ]);
  });
});

describe('a column that an option names', () => {
  it.each(['a.jsonl', 'a.json'])('and no row of %s has is refused', async (file) => {
    const rows = [
      { q: 'a', answr: 1 },
      { q: 'b', extra: 2 },
    ].map((row) => JSON.stringify(row));
    const text = file === 'a.json' ? `[${rows.join()}]` : rows.join('\n');
    const cwd = await folderWith({ [file]: text });
    const options = ['--input', 'q', '--expected-output', 'answer', '--context', 'extra'];
    for (const more of [[], ['--rejects', 'r.jsonl'], ['--dry-run']]) {
      const { code, stderr } = await cli(['import', file, ...options, ...more], { cwd });
      expect(code).toBe(5);
      expect(stderr).toContain(
        'INPUT_REFUSED: No row has a field answer, so nothing was imported. ' +
          'The fields are: q, answr, extra.',
      );
    }
    expect(existsSync(join(cwd, 'r.jsonl'))).toBe(false);
    expect(await cliJson(['list'], { cwd })).toEqual([]);
    const input = await cli(['import', file, '--input', 'Q'], { cwd });
    expect(input.stderr).toContain('No row has a field Q');
  });
});

describe('external ids', () => {
  const FIRST = 'externalId,input\na,one\nb,two\n';
  const SECOND = 'externalId,input\nb,changed\nc,three\n';

  it.each([
    ['skip', ['one', 'two', 'three'], '1 added, 1 unchanged'],
    ['update', ['one', 'changed', 'three'], '1 added, 1 updated'],
  ])('that are there already: %s', async (action, inputs, counts) => {
    const cwd = await folderWith({ 'a.csv': FIRST, 'b.csv': SECOND });
    await cliJson(['import', 'a.csv', '--dataset', 'x'], { cwd });
    const second = ['import', 'b.csv', '--dataset', 'x', '--on-conflict', action];
    const { stdout } = await cli(second, { cwd });
    expect(stdout).toMatch(new RegExp(`^Imported into x, version 2 .*: ${counts}\\.\n$`));
    expect((await contentOf(cwd, 'x')).map(({ input }) => input)).toEqual(inputs);
  });

  it('that come twice are refused, with every line', async () => {
    const cwd = await folderWith({ 'a.csv': `${FIRST}a,again\nb,again\nd,new\n` });
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain(
      '  line 4: the external id a comes for the second time\n' +
        '  line 5: the external id b comes for the second time\n',
    );
  });
});

describe('a dataset with schemas', () => {
  it('refuses rows with what is wrong with them', async () => {
    const cwd = await folderWith({ 'a.csv': 'input,expectedOutput\nlong,1\nx,2\nlonger,3\n' });
    await inStore(cwd, (datasets) =>
      datasets.createDataset({ name: 'a', inputSchema: { type: 'string', minLength: 2 } }),
    );
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain('  line 3: input must NOT have fewer than 2 characters\n');
    expect(await contentOf(cwd, 'a')).toEqual([]);
    const rest = await cli(['import', 'a.csv', '--rejects', 'r.jsonl'], { cwd });
    expect(rest.stderr).toBe('1 row went to r.jsonl.\n');
    expect(await readFile(join(cwd, 'r.jsonl'), 'utf8')).toContain('SCHEMA_VALIDATION_FAILED');
    expect(await contentOf(cwd, 'a')).toHaveLength(2);
  });
});

describe('a dry run', () => {
  it('shows the first items of a new dataset, and leaves no trace', async () => {
    const cwd = await folderWith({ 'a.csv': 'input,context.n:json\none,1\ntwo,2\n' });
    const { code, stdout } = await cli(['import', 'a.csv', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^EXTERNAL ID +INPUT +EXPECTED OUTPUT +CONTEXT\n +one +\{"n":1\}\n/);
    expect(stdout).toMatch(/Would import 2 items into a; nothing was changed\.\n$/);
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
  });

  it('finds what an import would find', async () => {
    const cwd = await folderWith({ 'a.csv': 'externalId,input\nk,1\nn,2\nn,3\n' });
    await makeDataset(cwd, 'a', [{ input: 'there', externalId: 'k' }]);
    const refused = await cli(['import', 'a.csv', '--dry-run'], { cwd });
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('line 2: The dataset');
    expect(refused.stderr).toContain('line 4: the external id n comes for the second time');
    const rejects = ['--rejects', 'r.jsonl', '--dry-run'];
    expect(await cliJson(['import', 'a.csv', ...rejects], { cwd })).toMatchObject({
      dryRun: true,
      accepted: 1,
      rejected: 2,
      items: [{ externalId: 'k' }, { externalId: 'n', input: '2' }, { externalId: 'n' }],
    });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'there', externalId: 'k' }]);
    expect(await cliJson(['log', 'a'], { cwd })).toHaveLength(2);
  });
});

describe('the counts of a dry run', () => {
  it.each(['error', 'skip', 'update'])('are those of the import with %s', async (action) => {
    const rows = [
      { externalId: 'same', input: { b: 2, a: 1 } },
      { externalId: 'other', input: 'changed' },
      { externalId: 'new', input: 0 },
      { externalId: 'new', input: 'twice' },
      { externalId: 'x'.repeat(300), input: 'too long' },
      { input: 'without' },
    ];
    const cwd = await folderWith({ 'a.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') });
    await makeDataset(cwd, 'a', [
      { externalId: 'same', input: { a: 1, b: 2 } },
      { externalId: 'other', input: 'before' },
    ]);
    const parameters = ['import', 'a.jsonl', '--on-conflict', action, '--rejects', 'r.jsonl'];
    const dry = await cliJson([...parameters, '--dry-run'], { cwd });
    const text = await cli([...parameters, '--dry-run'], { cwd });
    const { added, updated, unchanged } = (await cliJson(parameters, { cwd })) as {
      added: number;
      updated: number;
      unchanged: number;
    };
    expect(dry).toMatchObject({ added, updated, unchanged });
    if (action === 'update') {
      expect(text.stdout).toContain(
        'Would import 4 items into a: 2 added, 1 updated, 1 unchanged; nothing was changed.',
      );
    }
  });
});

describe('an import', () => {
  it('without rows makes no dataset, and none with nothing but refused rows', async () => {
    const cwd = await folderWith({ 'a.csv': 'input\n', 'b.json': '[]', 'c.csv': 'input\n1,2\n' });
    for (const parameters of [['a.csv'], ['b.json'], ['c.csv', '--rejects', 'r.jsonl']]) {
      const dry = await cli(['import', ...parameters, '--dry-run'], { cwd });
      expect(dry.stdout).toBe('There is no row to import; nothing was changed.\n');
      const { code, stdout } = await cli(['import', ...parameters], { cwd });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'There was no row to import, so no dataset was made.\n',
      });
      expect(await cliJson(['import', ...parameters], { cwd })).toMatchObject({
        dataset: null,
        added: 0,
        number: null,
      });
    }
    expect(await cliJson(['list'], { cwd })).toEqual([]);
  });

  it('that meets present external ids says what to choose', async () => {
    const cwd = await folderWith({ 'a.csv': 'externalId,input\nk,1\n' });
    await makeDataset(cwd, 'a', [{ externalId: 'k', input: 0 }]);
    const { stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(stderr).toContain('next: choose --on-conflict skip or --on-conflict update, or import');
  });

  it('reads standard input', async () => {
    const cwd = await temporaryFolder();
    const stdin = '{"input": "a"}\n';
    const options = ['--format', 'jsonl', '--dataset', 'piped'];
    expect(await cliJson(['import', '-', ...options], { cwd, stdin })).toMatchObject({ added: 1 });
    const unnamed = await cli(['import', '-', '--format', 'jsonl'], { cwd, stdin });
    expect(unnamed).toMatchObject({ code: 2 });
    const parquet = ['--format', 'parquet', '--dataset', 'piped'];
    expect(await cli(['import', '-', ...parquet], { cwd, stdin })).toMatchObject({ code: 2 });
  });

  it('that is interrupted leaves nothing', async () => {
    const cwd = await folderWith({ 'a.csv': 'input\n1\n2\n' });
    const interruption = new AbortController();
    interruption.abort();
    const { code, stderr } = await cli(['import', 'a.csv'], { cwd, signal: interruption.signal });
    expect(code).toBe(130);
    expect(stderr).toContain('error INTERRUPTED: Interrupted; nothing was changed.');
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
  });

  it('that fails keeps a dataset that was there before', async () => {
    const cwd = await folderWith({ 'a.csv': 'input\n1,2\n' });
    await makeDataset(cwd, 'a', [{ input: 'kept' }]);
    expect(await cli(['import', 'a.csv'], { cwd })).toMatchObject({ code: 5 });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'kept' }]);
  });
});
