import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf } from './support/store.js';

const file = fileURLToPath(new URL('../../../../shared/data/gsm8k-train.jsonl', import.meta.url));
const CASES = 7_473;

const missing = !existsSync(file);
if (missing) console.log('GSM8K is not beside the repository: its tests are skipped.');

describe.skipIf(missing)('GSM8K', () => {
  it('is imported, edited, compared, restored, exported and digested', async () => {
    const cwd = await temporaryFolder();
    await copyFile(file, join(cwd, 'gsm8k.jsonl'));
    const columns = ['--input', 'question', '--expected-output', 'answer'];
    const imported = await cliJson(['import', 'gsm8k.jsonl', ...columns], { cwd });
    expect(imported).toMatchObject({ added: CASES, number: 1 });
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const expected = lines.map((line) => {
      const { question, answer } = JSON.parse(line) as { question: string; answer: string };
      return { input: question, expectedOutput: answer };
    });
    expect(await contentOf(cwd, 'gsm8k')).toEqual(expected);
    await cliJson(['tag', 'gsm8k', 'original'], { cwd });
    const digest = await cli(['digest', 'gsm8k'], { cwd });

    const [item] = (
      (await cliJson(['show', 'gsm8k', '--limit', '1'], { cwd })) as {
        items: { id: string }[];
      }
    ).items;
    const id = item?.id ?? '';
    await cliJson(['edit', 'gsm8k', id, '--expected-output', 'edited'], { cwd });
    const diff = await cli(['diff', 'gsm8k', 'original'], { cwd });
    expect(diff.stdout).toMatch(
      /^~ .*\n {4}expectedOutput:\n {6}- ".+\n {6}\+ "edited"\n0 added, 1 updated, 0/,
    );
    await cliJson(['restore', 'gsm8k', 'original'], { cwd });
    expect(await cli(['digest', 'gsm8k'], { cwd })).toEqual(digest);

    for (const format of ['csv', 'tsv.gz', 'json', 'jsonl', 'parquet']) {
      await cliJson(['export', 'gsm8k', '--output', `copy.${format}`], { cwd });
      const dataset = ['--dataset', format];
      const copy = await cliJson(['import', `copy.${format}`, ...dataset], { cwd });
      expect(copy).toMatchObject({ added: CASES });
      expect(await cli(['digest', format], { cwd })).toEqual(digest);
    }
    expect(await cli(['verify'], { cwd })).toMatchObject({ code: 0 });
  });
});
