import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [
    { externalId: 'q1', input: 'Why?', expectedOutput: 'So.', context: { topic: 'all' } },
  ]);
});

function edit(...parameters: string[]) {
  return cli(['edit', 'questions', 'q1', ...parameters], { cwd });
}

describe('edit', () => {
  it('takes null as a value, and as the end of a context', async () => {
    const nulls = ['--input-json', 'null', '--expected-output-json', 'null'];
    expect(await edit(...nulls)).toMatchObject({ code: 0 });
    expect(await contentOf(cwd, 'questions')).toEqual([
      { externalId: 'q1', input: null, expectedOutput: null, context: { topic: 'all' } },
    ]);
    expect(await edit('--context-json', 'null')).toMatchObject({ code: 0 });
    expect(await contentOf(cwd, 'questions')).toEqual([
      { externalId: 'q1', input: null, expectedOutput: null },
    ]);
  });

  it('takes empty text, false and 0 as values', async () => {
    for (const [option, value, input] of [
      ['--input', '', ''],
      ['--input-json', '0', 0],
      ['--input-json', 'false', false],
      ['--input-json', '""', ''],
    ] as const) {
      expect(await edit(option, value)).toMatchObject({ code: 0 });
      expect(await contentOf(cwd, 'questions')).toMatchObject([{ input }]);
    }
  });

  it('makes no version when nothing differs', async () => {
    const same = ['--input', 'Why?', '--context-json', '{"topic":"all"}', '--message', 'none'];
    const { code, stdout } = await edit(...same);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nothing differs from q1 in version 1 /);
    expect(await cliJson(['log', 'questions'], { cwd })).toHaveLength(2);
    expect(await cliJson(['edit', 'questions', 'q1', ...same], { cwd })).toMatchObject({
      changed: false,
      item: { input: 'Why?' },
      version: { number: 1 },
    });
  });

  it.each([
    ['--input', 'x', '--input-json', '3'],
    ['--input-json', 'null', '--input', 'x'],
    ['--expected-output', 'x', '--expected-output-json', '3'],
  ])('refuses two values for one field: %s %s %s %s', async (...parameters) => {
    const { code, stderr } = await edit(...parameters);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with option');
    expect(await contentOf(cwd, 'questions')).toMatchObject([{ input: 'Why?' }]);
  });
});
