import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { DatasetsError } from '@mastra-datasets/core';
import { describeFailure } from '../src/describe-failure.js';
import { EXIT_CODES } from '../src/index.js';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { makeDataset } from './support/store.js';

/** A folder whose store has a dataset `questions` with an item `q1`. */
async function prepare(): Promise<string> {
  const cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]);
  return cwd;
}

describe('a failure', () => {
  const cases: [parameters: string[], exitCode: number, code: string][] = [
    [['nonsense'], EXIT_CODES.usage, 'USAGE'],
    [['list', '--nonsense'], EXIT_CODES.usage, 'USAGE'],
    [['show'], EXIT_CODES.usage, 'USAGE'],
    [['show', 'questions', '--limit', '0'], EXIT_CODES.usage, 'USAGE'],
    [['import', 'a.csv', '--format', 'xml'], EXIT_CODES.usage, 'USAGE'],
    [['import', 'a.unknown'], EXIT_CODES.usage, 'USAGE'],
    [['export', 'questions', '--output', 'a.xml'], EXIT_CODES.usage, 'USAGE'],
    [['export', 'questions', '--output', 'a.csv', '--output', 'b.csv'], EXIT_CODES.usage, 'USAGE'],
    [['show', 'questions', 'q1', '--search', 'x'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', '2026-11-25'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', '2'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', 'latest'], EXIT_CODES.usage, 'USAGE'],
    [['list', '--url', '.'], EXIT_CODES.failed, 'INPUT_UNREADABLE'],
    [['export', 'questions', '--format', 'parquet'], EXIT_CODES.usage, 'USAGE'],
    [['edit', 'questions', 'q1'], EXIT_CODES.usage, 'USAGE'],
    [['edit', 'questions', 'q1', '--input-json', '{'], EXIT_CODES.usage, 'USAGE'],
    [['diff', 'questions', '2026-02-31T00:00Z'], EXIT_CODES.notFound, 'VERSION_NOT_FOUND'],
    [['diff', 'questions', '2026-13-01'], EXIT_CODES.usage, 'USAGE'],
    [['list', '--url', 'gopher://x'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', 'x', '1', '--delete'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', '--delete'], EXIT_CODES.usage, 'USAGE'],
    [['tag', 'questions', '--move'], EXIT_CODES.usage, 'USAGE'],
    [['copy', 'questions', '--to', './mastra.db'], EXIT_CODES.usage, 'USAGE'],
    [['export', 'questions', '--format', 'json', '--spreadsheet-safe'], EXIT_CODES.usage, 'USAGE'],
    [['delete', 'questions'], EXIT_CODES.usage, 'NOT_CONFIRMED'],
    [['list', '--url', 'none.db'], EXIT_CODES.notFound, 'STORE_NOT_FOUND'],
    [['import', 'missing.csv'], EXIT_CODES.notFound, 'FILE_NOT_FOUND'],
    [['show', 'answers'], EXIT_CODES.notFound, 'DATASET_NOT_FOUND'],
    [['show', 'questions', 'q2'], EXIT_CODES.notFound, 'ITEM_NOT_FOUND'],
    [['show', 'questions', 'q1', '--version', '0'], EXIT_CODES.notFound, 'ITEM_NOT_FOUND'],
    [['edit', 'questions', 'q2', '--input', 'x'], EXIT_CODES.notFound, 'ITEM_NOT_FOUND'],
    [['history', 'q2'], EXIT_CODES.notFound, 'ITEM_NOT_FOUND'],
    [['history', 'q2', '--dataset', 'questions'], EXIT_CODES.notFound, 'ITEM_NOT_FOUND'],
    [['digest', 'questions', '--version', '7'], EXIT_CODES.notFound, 'VERSION_NOT_FOUND'],
    [['restore', 'questions', 'no-tag'], EXIT_CODES.notFound, 'VERSION_NOT_FOUND'],
    [['tag', 'questions', 'x', '--delete'], EXIT_CODES.notFound, 'VERSION_NOT_FOUND'],
    [['fork', 'questions', 'questions'], EXIT_CODES.conflict, 'DATASET_EXISTS'],
    [['edit', 'questions', 'q1', '--context-json', '[]'], EXIT_CODES.badData, 'INVALID_ARGUMENT'],
    [['digest', 'questions', '--expect', 'f00'], EXIT_CODES.checkFailed, 'DIGEST_DIFFERS'],
    [['diff', 'questions', '0', '--exit-code'], EXIT_CODES.checkFailed, 'VERSIONS_DIFFER'],
    [
      ['export', 'questions', '--output', 'no/such/folder.csv'],
      EXIT_CODES.notFound,
      'FILE_NOT_FOUND',
    ],
  ];

  it.each(cases)('of %j ends with %i and says %s', async (parameters, exitCode, code) => {
    const cwd = await prepare();
    const { code: ended, stderr } = await cli(parameters, { cwd });
    expect(stderr).toMatch(new RegExp(`^error ${code}: .+\n( {2}next: .+\n)?$`, 's'));
    expect(ended).toBe(exitCode);
    const json = await cli([...parameters, '--json'], { cwd });
    expect(json.code).toBe(exitCode);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code, exitCode } });
  });

  it('of an ambiguous name tells the ids', async () => {
    const cwd = await prepare();
    await makeDataset(cwd, 'questions', []);
    const { code, stderr } = await cli(['log', 'questions'], { cwd });
    expect(code).toBe(EXIT_CODES.conflict);
    expect(stderr).toMatch(
      /^error DATASET_AMBIGUOUS: 2 .*\n {2}next: name one .*: \S{36}, \S{36}\n$/,
    );
  });

  it('that others caused is worth another try', () => {
    const failure = describeFailure(new DatasetsError('STORAGE_BUSY', 'Others were faster.'));
    expect(failure).toMatchObject({ code: 'STORAGE_BUSY', exitCode: EXIT_CODES.busy });
    expect(failure.hint).toContain('run the same command again');
  });

  it('to name a command shows the help', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await cli([], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT_CODES.usage, stdout: '' });
    expect(stderr).toMatch(/^Usage: mastra-datasets [^]*\nerror USAGE: There is no command\.\n/);
  });

  it('to name a command among options, or one that exists, is told in words', async () => {
    const cwd = await temporaryFolder();
    const json = await cli(['--json'], { cwd });
    expect(json.code).toBe(EXIT_CODES.usage);
    expect(json.stderr).toContain('"message": "There is no command."');
    const unknown = await cli(['help', 'nope'], { cwd });
    expect(unknown.code).toBe(EXIT_CODES.usage);
    expect(unknown.stderr).toContain('error USAGE: There is no command nope.\n');
    expect(await cli(['help', 'list'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  it('with a long path does not repeat all of it', async () => {
    const cwd = await prepare();
    const path = `${'folder/'.repeat(500)}x.csv`;
    const commands = [
      ['import', path],
      ['import', `${'x'.repeat(3_000)}.csv`],
      ['import', `${'x'.repeat(3_000)}.parquet`],
      ['export', 'questions', '--output', path],
      ['list', '--url', path],
    ];
    for (const command of commands) {
      const { code, stderr } = await cli(command, { cwd });
      expect(code).not.toBe(0);
      expect(stderr).toContain('…');
      expect(stderr.length).toBeLessThan(800);
    }
  });

  it('to find sound data names the problems', async () => {
    const cwd = await prepare();
    const client = createClient({ url: `file:${join(cwd, 'mastra.db')}` });
    await client.execute(`UPDATE mastra_dataset_items SET "input" = 'no JSON'`);
    client.close();
    const { code, stdout, stderr } = await cli(['verify'], { cwd });
    expect(code).toBe(EXIT_CODES.checkFailed);
    expect(stdout).toMatch(/^questions: 1 problem \(.*\n {4}JSON: /);
    expect(stderr).toMatch(/^error PROBLEMS_FOUND: 1 problem found\./);
  });

  it('to find right counts of items names the repair, which corrects them', async () => {
    const cwd = await prepare();
    const client = createClient({ url: `file:${join(cwd, 'mastra.db')}` });
    await client.execute('UPDATE mastra_dataset_versions SET "itemCount" = -5 WHERE number = 1');
    client.close();
    const found = await cli(['verify'], { cwd });
    expect(found.code).toBe(EXIT_CODES.checkFailed);
    expect(found.stderr).toMatch(/try verify --repair/);
    const repaired = await cli(['verify', '--repair'], { cwd });
    expect(repaired.stderr).toBe('');
    expect(repaired.stdout).toMatch(/^questions: sound .*\n {4}repaired COUNT: .* itemCount -5/);
    expect(await cli(['verify'], { cwd })).toMatchObject({ code: 0 });
  });

  it('with a file that is no database is explained', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'mastra.db'), 'this is text, and no database at all'.repeat(100));
    const { code, stderr } = await cli(['list'], { cwd });
    expect(code).toBe(EXIT_CODES.failed);
    expect(stderr).toMatch(/^error STORAGE_FAILED: /);
  });
});

describe('help', () => {
  it.each(
    [
      ['', 'Exit codes:'],
      ...['import', 'export', 'list', 'show', 'log', 'diff', 'history', 'edit'],
      ...['restore', 'tag', 'fork', 'delete', 'digest', 'verify', 'copy', 'migrate'],
    ].map((entry) => (typeof entry === 'string' ? [entry, `mastra-datasets ${entry}`] : entry)),
  )('of "%s" has examples and the options of all commands', async (command, text) => {
    const cwd = await temporaryFolder();
    const parameters = command === '' ? ['--help'] : [command, '--help'];
    const { code, stdout } = await cli(parameters, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:\n  $ mastra-datasets ');
    expect(stdout).toContain(text);
    expect(stdout).toContain('--json');
  });

  it('and the version of the command are printed on request', async () => {
    const cwd = await temporaryFolder();
    for (const parameters of [['--version'], ['-V']]) {
      const { code, stdout } = await cli(parameters, { cwd });
      expect({ code, stdout }).toEqual({ code: 0, stdout: '0.1.0\n' });
    }
  });
});
