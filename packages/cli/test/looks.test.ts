import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { displayWidth } from '../src/output/width.js';
import { cli, type CliOptions } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore, makeDataset } from './support/store.js';

const NAME = '日本語の質問についてのとても長い名前のデータセット 🎉 with a long name';
const MESSAGE = `${'A message that somebody took some time to write. '.repeat(4)}\n\nAnd 日本語 in it.`;

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
});

/** A dataset whose names, texts and messages are all too long for a terminal. */
async function makeLongTexts(): Promise<void> {
  await inStore(cwd, async (datasets) => {
    const { id: datasetId } = await datasets.createDataset({ name: NAME });
    const long = '日本の首都はどこですか？'.repeat(20);
    await datasets.addItems({
      datasetId,
      items: [
        { input: long, expectedOutput: { answer: long }, externalId: `key-${'k'.repeat(60)}` },
        { input: 'short', context: { note: long }, splits: [NAME, 'train'] },
      ],
    });
    const [item] = await datasets.getItemsByVersion({ datasetId, version: 1 });
    await datasets.updateItems({
      datasetId,
      items: [{ id: item?.id ?? '', input: `${long}!` }],
      message: MESSAGE,
      author: 'Somebody with a very long name, as people in some places of the world have it 李',
    });
    for (const tag of ['baseline', 'reviewed by everybody', '日本語のタグ', 'a-tag-that-is-long']) {
      await datasets.tagVersion({ datasetId, tag, version: 2 });
    }
  });
}

/** Colours and the rest that a terminal does not show. */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[[\d;]*m/g, '');
}

describe('at a terminal', () => {
  it.each([40, 80, 120])('nothing is wider than its %i columns', async (columns) => {
    await makeLongTexts();
    const commands = [
      ['list'],
      ['show', NAME],
      ['show', NAME, '--search', '首都'],
      ['log', NAME],
      ['splits', NAME],
      ['show', NAME, '--split', NAME],
      ['tag', NAME],
      ['diff', NAME, '1'],
      ['diff', NAME, '1', '--stat'],
      ['diff', NAME, '0', '1'],
      ['restore', NAME, '1'],
    ];
    for (const command of commands) {
      const { code, stdout } = await cli(command, { cwd, isTerminal: true, columns });
      expect(code).toBe(0);
      // What the lines of a diff are about is shown whole.
      const lines = visible(stdout)
        .split('\n')
        .filter((line) => !/^[+~-] /.test(line));
      const wide = lines.filter((line) => displayWidth(line) > columns);
      expect(wide, command.join(' ')).toEqual([]);
    }
  });

  it('the log is a line that no text breaks', async () => {
    await makeLongTexts();
    const { stdout } = await cli(['log', NAME], { cwd, isTerminal: true, columns: 80 });
    const lines = visible(stdout).trimEnd().split('\n');
    expect(lines.every((line) => /^[●○│] {2}/.test(line) || /^ {3}Created$/.test(line))).toBe(true);
    expect(lines.filter((line) => line.startsWith('│')).length).toBeGreaterThan(5);
    expect(lines.at(-2)).toMatch(
      /^○ {2}0 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}just now {2}\+0 ~0 -0 {2}0 items$/,
    );
    const piped = await cli(['log', NAME], { cwd });
    expect(piped.stdout).toContain(
      `│  ${'A message that somebody took some time to write. '.repeat(4)}\n│  \n│  And 日本語 in it.\n`,
    );
  });

  it('times are local and relative, ids are short, and programs get both whole', async () => {
    await makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]);
    const now = new Date(Date.now() + 3 * 86_400_000 + 3_600_000);
    const at = (columns: number): CliOptions => ({ cwd, isTerminal: true, columns, now });
    const narrow = visible((await cli(['list'], at(80))).stdout);
    expect(narrow).toMatch(
      /^NAME +ITEMS +VERSION +CHANGED +ID\nquestions +1 +1 {2}3 days ago {2}[\da-f]{8}\n$/,
    );
    const wide = visible((await cli(['list'], at(120))).stdout);
    expect(wide).toMatch(/ 1 {2}\d{4}-\d\d-\d\d \d\d:\d\d \(3 days ago\) {2}[\da-f]{8}\n$/);
    const piped = (await cli(['list'], { cwd, now })).stdout;
    expect(piped).toMatch(/ 1 {2}\d{4}-\S+Z {2}[\da-f-]{36}\n$/);
    const diff = visible((await cli(['diff', 'questions', '0'], at(120))).stdout);
    expect(diff).toMatch(/^\+ q1\n {4}input: "Why\?"\n1 added, .* to version 1 \(3 days ago\)\n$/);
  });

  it('names of any length stay whole for programs', async () => {
    await makeLongTexts();
    expect((await cli(['list'], { cwd })).stdout).toContain(`${NAME}  `);
  });
});

describe('show --search', () => {
  it('shows the items with a text, and the place where it is', async () => {
    const far = `${'x '.repeat(200)}the Needle is here ${'y '.repeat(200)}`;
    await makeDataset(cwd, 'questions', [
      { input: far, externalId: 'far' },
      { input: 'near needle', externalId: 'near' },
      { input: 'hay', expectedOutput: 'none', externalId: 'hay' },
    ]);
    const search = ['show', 'questions', '--search', 'needle'];
    const { stdout } = await cli(search, { cwd });
    expect(stdout).toMatch(
      /3 items\n2 items with "needle"\n\nITEM {2}INPUT\nnear {2}near needle\nfar {3}…x x .*the Needle is here y y .*…\n$/,
    );
    const limited = await cli([...search, '--limit', '1'], { cwd });
    expect(limited.stdout).toMatch(/near needle\n… and 1 more\n$/);
    const coloured = await cli(search, { cwd, isTerminal: true });
    expect(coloured.stdout).toContain('\u001b[33mNeedle\u001b[39m');
    const none = await cli(['show', 'questions', '--search', 'a.b*'], { cwd });
    expect(none.stdout).toMatch(/0 items with "a\.b\*"\n$/);
  });
});

describe('diff', () => {
  it('shows the part that differs of the files that differ far inside', async () => {
    const text = 'It goes on and on. '.repeat(100);
    await inStore(cwd, async (datasets) => {
      const { id: datasetId } = await datasets.createDataset({ name: 'long' });
      const [item] = await datasets.addItems({
        datasetId,
        items: [{ input: `${text}To the nearest thousand?`, context: { a: 1 }, externalId: '1' }],
      });
      const input = `${text}To the nearest million?`;
      await datasets.updateItems({
        datasetId,
        items: [{ id: item?.id ?? '', input, context: { a: 2 } }],
      });
    });
    const diff = await cli(['diff', 'long', '1'], { cwd });
    expect(diff.stdout).toContain(
      '    input:\n      - …on and on. To the nearest thousand?"\n      + …on and on. To the nearest million?"\n    context.a: 1 → 2\n',
    );
    const full = await cli(['diff', 'long', '1', '--full'], { cwd });
    expect(full.stdout).toContain(`      - "${text}To the nearest thousand?"\n      + "${text}To`);
    const stat = await cli(['diff', 'long', '1', '--stat'], { cwd });
    expect(stat.stdout).toMatch(/^~ 1 \([\da-f-]{36}\) {2}input, context\.a\n0 added, 1 updated/);
    const coloured = await cli(['diff', 'long', '1'], { cwd, isTerminal: true });
    expect(coloured.stdout).toContain('nearest \u001b[31mthousand\u001b[39m?"');
  });

  it('names keys that look the same by their characters', async () => {
    await inStore(cwd, async (datasets) => {
      const { id: datasetId } = await datasets.createDataset({ name: 'keys' });
      const [item] = await datasets.addItems({ datasetId, items: [{ input: { 'caf\u00e9': 1 } }] });
      await datasets.updateItems({
        datasetId,
        items: [{ id: item?.id ?? '', input: { 'cafe\u0301': 1 } }],
      });
    });
    const { stdout } = await cli(['diff', 'keys', '1'], { cwd });
    expect(stdout).toContain(String.raw`input["cafe\u0301"]: absent → 1`);
  });
});

describe('export', () => {
  it('writes JSONL where nothing tells a format', async () => {
    await makeDataset(cwd, 'questions', [{ input: 'Why?' }]);
    expect(await cli(['export', 'questions'], { cwd })).toMatchObject({
      code: 0,
      stdout: '{"input":"Why?"}\n',
    });
    expect(await cli(['export', 'questions', '--output', 'cases'], { cwd })).toMatchObject({
      code: 0,
    });
    expect(await readFile(join(cwd, 'cases'), 'utf8')).toBe('{"input":"Why?"}\n');
  });
});

describe('a pager', () => {
  const pager = 'cat > paged.txt';

  async function paged(parameters: readonly string[], options: Partial<CliOptions> = {}) {
    const { PATH = '' } = process.env;
    const env = { PATH, MASTRA_DATASETS_PAGER: pager, ...options.env };
    await writeFile(join(cwd, 'paged.txt'), 'nothing');
    const result = await cli(parameters, { cwd, isTerminal: true, ...options, env });
    return { ...result, shown: await readFile(join(cwd, 'paged.txt'), 'utf8') };
  }

  beforeEach(() => makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]));

  it.each([
    [['list']],
    [['show', 'questions']],
    [['show', 'questions', 'q1']],
    [['log', 'questions']],
    [['diff', 'questions', '0']],
    [['history', 'q1', '--dataset', 'questions']],
    [['tag', 'questions']],
  ])('shows what %j prints at a terminal', async (command) => {
    const { code, stdout, shown } = await paged(command);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(shown).toBe((await cli(command, { cwd, isTerminal: true })).stdout);
  });

  it('is not for pipes, JSON, short answers, errors, and those who want none', async () => {
    const list = ['list'];
    expect((await paged(list, { isTerminal: false })).shown).toBe('nothing');
    expect((await paged([...list, '--json'])).shown).toBe('nothing');
    expect((await paged([...list, '--no-pager'])).shown).toBe('nothing');
    expect((await paged(list, { env: { MASTRA_DATASETS_PAGER: '' } })).stdout).toContain(
      'questions',
    );
    expect((await paged(list, { env: { MASTRA_DATASETS_PAGER: 'cat' } })).stdout).toContain(
      'questions',
    );
    expect((await paged(list, { env: { TERM: 'dumb' } })).shown).toBe('nothing');
    expect((await paged(['digest', 'questions'])).shown).toBe('nothing');
    const failed = await paged(['show', 'answers']);
    expect(failed).toMatchObject({ code: 3, shown: 'nothing' });
  });

  it('tells notes when the user has left it, and keeps what a check found', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const noted = await paged(['show', 'questions', '--version', tomorrow]);
    expect(noted.stderr).toContain(`${tomorrow} is read as a date: version 1`);
    const checked = await paged(['diff', 'questions', '0', '--exit-code'], {
      env: { MASTRA_DATASETS_PAGER: 'true' },
    });
    expect(checked).toMatchObject({ code: 7 });
  });

  it('that cannot be run is an error', async () => {
    const { code, stderr } = await paged(['list'], {
      env: { MASTRA_DATASETS_PAGER: 'no-such-pager 2>/dev/null' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('The pager no-such-pager 2>/dev/null cannot be run.');
  });
});
