import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { folderWith, temporaryFolder } from './support/folder.js';
import { contentOf, inStore, makeDataset } from './support/store.js';

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
    expect(stdout).toMatch(new RegExp(`^Added to x, version 2 .*: ${counts}\\.\n$`));
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
