import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [
    { externalId: 'q1', input: 'secret', splits: ['train', 'hard'] },
    { externalId: 'q2', input: 'Why?', expectedOutput: 'So.', splits: ['train'] },
  ]);
});

describe('splits', () => {
  it('lists the splits of a version with their items', async () => {
    const { stdout } = await cli(['splits', 'questions'], { cwd });
    expect(stdout).toBe('SPLIT  ITEMS\nhard       1\ntrain      2\n');
    expect(await cliJson(['splits', 'questions'], { cwd })).toEqual([
      { name: 'hard', itemCount: 1 },
      { name: 'train', itemCount: 2 },
    ]);
    const empty = await cli(['splits', 'questions', '--version', '0'], { cwd });
    expect(empty.stdout).toMatch(/^No item of version 0 \(.*\) is in a split\.\n$/);
    expect(await cliJson(['splits', 'questions', '--version', '0'], { cwd })).toEqual([]);
    expect(await cli(['splits', 'nothing'], { cwd })).toMatchObject({ code: 3 });
  });
});

describe('purge', () => {
  it('removes the content of an item from every version, once', async () => {
    const refused = await cli(['purge', 'questions', 'q1'], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Nobody is there to answer.');
    expect(await contentOf(cwd, 'questions')).toHaveLength(2);

    const purged = (await cliJson(['purge', 'questions', 'q1', '--yes'], { cwd })) as {
      id: string;
    };
    expect(purged).toMatchObject({ purged: true, version: { number: 2, purged: 1 } });
    const whole = await cli(['export', 'questions', '--version', '1'], { cwd });
    expect(whole.stdout).not.toContain('secret');
    expect(whole.stderr).toContain('1 purged item left out');

    const again = await cli(['purge', 'questions', purged.id, '--yes'], { cwd });
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('was purged before; nothing was changed.');
    expect(await cliJson(['log', 'questions'], { cwd })).toHaveLength(3);
  });

  it('finds an item that was deleted', async () => {
    await cli(['delete', 'questions', '--item', 'q1', '--yes'], { cwd });
    const { code, stdout } = await cli(['purge', 'questions', 'q1', '--yes'], { cwd });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Purged q1 from every version of questions, in version 3 /,
      ) as string,
    });
    expect(await cli(['purge', 'questions', 'q9', '--yes'], { cwd })).toMatchObject({ code: 3 });
  });
});

describe('rename', () => {
  it('gives a dataset another name, and makes no version', async () => {
    const { code, stdout } = await cli(['rename', 'questions', 'questions, 2026'], { cwd });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Renamed questions to questions, 2026.\n',
    });
    expect(await cliJson(['list'], { cwd })).toMatchObject([
      { name: 'questions, 2026', number: 1 },
    ]);
    const same = await cli(['rename', 'questions, 2026', 'questions, 2026'], { cwd });
    expect(same).toMatchObject({ code: 0 });
    expect(same.stdout).toContain('has this name already');
  });

  it('refuses a name that another dataset has, and none at all', async () => {
    await makeDataset(cwd, 'answers', []);
    const taken = await cli(['rename', 'questions', 'answers'], { cwd });
    expect(taken).toMatchObject({ code: 4, stdout: '' });
    expect(taken.stderr).toContain('mastra-datasets show answers');
    expect(await cli(['rename', 'questions', ''], { cwd })).toMatchObject({ code: 5 });
    expect(await cli(['rename', 'question', 'x'], { cwd })).toMatchObject({ code: 3 });
    expect(await cliJson(['list', '--search', 'questions'], { cwd })).toHaveLength(1);
  });
});

describe('schema', () => {
  const write = (file: string, value: unknown) => writeFile(join(cwd, file), JSON.stringify(value));

  it('shows, sets and takes away what items have to be', async () => {
    const nothing = await cli(['schema', 'questions'], { cwd });
    expect(nothing.stdout).toBe('INPUT  anything\nEXPECTED OUTPUT  anything\n');
    await write('input.json', { type: 'string' });
    const set = await cli(['schema', 'questions', '--input', 'input.json'], { cwd });
    expect(set).toMatchObject({ code: 0, stdout: 'questions: the input has a schema.\n' });
    const standard = await cli(['schema', 'questions', '--expected-output', '-'], {
      cwd,
      stdin: '{"maxLength":9}',
    });
    expect(standard).toMatchObject({ code: 0 });
    expect(await cliJson(['schema', 'questions'], { cwd })).toEqual({
      inputSchema: { type: 'string' },
      expectedOutputSchema: { maxLength: 9 },
    });
    const shown = await cli(['schema', 'questions'], { cwd });
    expect(shown.stdout).toBe(
      'INPUT\n{\n  "type": "string"\n}\n\nEXPECTED OUTPUT\n{\n  "maxLength": 9\n}\n',
    );
    const wrong = await cli(['add', 'questions', '--input-json', '1'], { cwd });
    expect(wrong).toMatchObject({ code: 5 });
    const away = await cli(['schema', 'questions', '--no-input'], { cwd });
    expect(away).toMatchObject({ code: 0, stdout: 'questions: the input may be anything.\n' });
    expect(await cliJson(['schema', 'questions'], { cwd })).toMatchObject({ inputSchema: null });
    expect(await cliJson(['log', 'questions'], { cwd })).toHaveLength(2);
  });

  it('names the items that break it, and lets them stay when told so', async () => {
    await write('short.json', { maxLength: 5 });
    const refused = await cli(['schema', 'questions', '--input', 'short.json'], { cwd });
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(refused.stderr).toContain('\n  q1: input must NOT have more than 5 characters\n');
    expect(refused.stderr).toContain('--keep-items');
    const kept = await cli(['schema', 'questions', '--input', 'short.json', '--keep-items'], {
      cwd,
    });
    expect(kept).toMatchObject({ code: 0 });
  });

  it('refuses what is no file, no JSON and no schema', async () => {
    await writeFile(join(cwd, 'broken.json'), '{"type":');
    await write('no-schema.json', { type: 'strnig' });
    for (const [file, code] of [
      ['missing.json', 3],
      ['broken.json', 5],
      ['no-schema.json', 5],
    ] as const) {
      const result = await cli(['schema', 'questions', '--input', file], { cwd });
      expect(result, file).toMatchObject({ code, stdout: '' });
    }
    const both = ['schema', 'questions', '--input', '-', '--expected-output', '-'];
    expect(await cli(both, { cwd })).toMatchObject({ code: 2 });
    expect(await cliJson(['schema', 'questions'], { cwd })).toMatchObject({ inputSchema: null });
  });
});
