import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { folderWith } from './support/folder.js';
import { contentOf } from './support/store.js';

describe('columns without options', () => {
  it('are known by their names, whatever their case and spaces, the best name first', async () => {
    const file =
      'Task-ID,Problem,User Input,bestAnswer,Reference Answer,Split,Level\n1,p,u,b,r,test,3\n';
    const cwd = await folderWith({ 'a.csv': file });
    const { stdout, stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(stderr).toBe(
      'input ← User Input · expectedOutput ← Reference Answer · externalId ← Task-ID · ' +
        'splits ← Split · context ← Problem, bestAnswer, Level\n',
    );
    expect(stdout).toMatch(/^Made a, version 1 \(.*\): 1 added\.\n$/);
    const [item] = await contentOf(cwd, 'a');
    expect(item).toMatchObject({
      externalId: '1',
      input: 'u',
      expectedOutput: 'r',
      splits: ['test'],
      context: { Problem: 'p', bestAnswer: 'b', Level: '3' },
    });
  });

  it('that hold objects for the context are spread, and no key is lost', async () => {
    const row = {
      prompt: 'p',
      metadata: { level: 1, topic: 'own' },
      topic: 'column',
      context: ['text'],
    };
    const cwd = await folderWith({ 'a.jsonl': JSON.stringify(row) });
    await cliJson(['import', 'a.jsonl'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([
      {
        input: 'p',
        context: { topic: 'column', context: ['text'], level: 1, metadata: { topic: 'own' } },
      },
    ]);
  });

  it('that repeat their values are no external ids, also far into the file', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => `${index % 1_199},q${index}`);
    const cwd = await folderWith({
      'near.csv': 'id,question\n7,a\n7,b\n',
      'far.csv': `id,question\n${rows.join('\n')}\n`,
    });
    const near = await cli(['import', 'near.csv'], { cwd });
    expect(near.stderr).toBe('input ← question · context ← id\n');
    expect(await cliJson(['import', 'far.csv'], { cwd })).toMatchObject({
      added: 1_200,
      mapping: [{ fields: { input: ['question'], context: ['id'] } }],
    });
    const stdin = `id,question\n${rows.join('\n')}\n`;
    const piped = await cli(['import', '-', '--format', 'csv', '--dataset', 'x'], { cwd, stdin });
    expect(piped.code).toBe(5);
    expect(piped.stderr).toContain('with --no-external-id');
  });

  it('that are as good are asked for, or refused with what to write', async () => {
    const cwd = await folderWith({
      'a.csv': 'Question,question,answer\na,b,c\n',
      'b.csv': 'q,a\n1,2\n',
    });
    const same = await cli(['import', 'a.csv'], { cwd });
    expect(same.stderr).toBe(
      'error INPUT_REFUSED: a.csv: The columns "Question", "question" are as good for input.\n' +
        '  next: write --input Question or --input question\n',
    );
    const none = await cli(['import', 'b.csv'], { cwd });
    expect(none.stderr).toBe(
      'error INPUT_REFUSED: b.csv, line 1: No column goes to the input. The columns are: "q", "a".\n' +
        '  next: say which, as in --input q\n',
    );
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
  });

  it('are trimmed, and cells that begin with a space are told of', async () => {
    const cwd = await folderWith({ 'a.csv': 'input, expectedOutput\na, 1\nb, 2\n' });
    const { stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(stderr).toContain("--delimiter ', ' takes it away.");
    expect(await contentOf(cwd, 'a')).toMatchObject([{ expectedOutput: ' 1' }, { input: 'b' }]);
  });
});

describe('options for columns', () => {
  it('name places within values, several columns of an array, and lists in cells', async () => {
    const chat = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ];
    const cwd = await folderWith({
      'chat.jsonl': JSON.stringify({ messages: chat }),
      'choices.csv': 'question,A,B,tags,"note, long"\nq,x,y,red; blue,n\n',
    });
    const nested = ['--input', 'messages.0.content', '--expected-output', 'messages.1.content'];
    await cliJson(['import', 'chat.jsonl', ...nested, '--drop', 'messages'], { cwd });
    expect(await contentOf(cwd, 'chat')).toEqual([{ input: 'Hi', expectedOutput: 'Hello' }]);
    const options = [
      '--map',
      'question=input.text',
      '--map',
      'A,B=input.choices[]',
      '--list',
      'tags=;',
    ];
    await cliJson(['import', 'choices.csv', ...options, '--context', '"note, long",tags'], { cwd });
    expect(await contentOf(cwd, 'choices')).toEqual([
      {
        input: { text: 'q', choices: ['x', 'y'] },
        context: { 'note, long': 'n', tags: ['red', 'blue'] },
      },
    ]);
  });

  it('read Python in cells', async () => {
    const cwd = await folderWith({
      'a.csv': `question,answer,n\nq,"['a', None]",True\nr,None,12\n`,
    });
    await cliJson(['import', 'a.csv', '--python'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([
      { input: 'q', expectedOutput: ['a', null], context: { n: true } },
      { input: 'r', expectedOutput: null, context: { n: '12' } },
    ]);
  });

  it('keep a column from being the external id', async () => {
    const cwd = await folderWith({ 'a.csv': 'id,question\n1,q\n' });
    await cliJson(['import', 'a.csv', '--no-external-id'], { cwd });
    expect(await contentOf(cwd, 'a')).toEqual([{ input: 'q', context: { id: '1' } }]);
  });

  it('are saved in a file, and read from it', async () => {
    const cwd = await folderWith({
      'a.csv': 'q;"a, b";tags\n1;2;x|y\n',
      'b.csv': 'q;"a, b";tags\n3;4;z\n',
      'bad.json': '{"inputs": 1}',
    });
    const options = [
      '--delimiter',
      ';',
      '--input',
      'q',
      '--expected-output',
      'a, b',
      '--list',
      'tags=|',
    ];
    await cliJson(['import', 'a.csv', ...options, '--mapping', 'm.json'], { cwd });
    const mapping: unknown = JSON.parse(await readFile(join(cwd, 'm.json'), 'utf8'));
    expect(mapping).toEqual({
      delimiter: ';',
      input: ['q'],
      expectedOutput: ['a, b'],
      list: ['tags=|'],
    });
    await cliJson(['import', 'b.csv', '--mapping', 'm.json'], { cwd });
    expect(await contentOf(cwd, 'b')).toEqual([
      { input: '3', expectedOutput: '4', context: { tags: ['z'] } },
    ]);
    const bad = await cli(['import', 'b.csv', '--mapping', 'bad.json'], { cwd });
    expect(bad.stderr).toContain('bad.json is no mapping: it has "inputs".');
  });
});

describe('the mapping of an import', () => {
  it('is kept with the dataset, for the next file of its shape', async () => {
    const cwd = await folderWith({
      'a.csv': 'q;a\n1;2\n',
      'b.csv': 'q;a\n3;4\n',
      'c.csv': 'question,answer\n5,6\n',
    });
    const options = ['--delimiter', ';', '--input', 'q', '--expected-output', 'a'];
    await cliJson(['import', 'a.csv', '--dataset', 'x', ...options], { cwd });
    await cliJson(['import', 'b.csv', '--dataset', 'x'], { cwd });
    await cliJson(['import', 'c.csv', '--dataset', 'x'], { cwd });
    expect(await contentOf(cwd, 'x')).toEqual([
      { input: '1', expectedOutput: '2' },
      { input: '3', expectedOutput: '4' },
      { input: '5', expectedOutput: '6' },
    ]);
  });
});

describe('an import', () => {
  it('at the same time as another into a new name makes one dataset', async () => {
    const cwd = await folderWith({ 'a.csv': 'id,question\na,1\n', 'b.csv': 'id,question\nb,2\n' });
    await cliJson(['import', 'a.csv', '--dataset', 'other'], { cwd });
    const both = ['a.csv', 'b.csv'].map((file) =>
      cliJson(['import', file, '--dataset', 'x'], { cwd }),
    );
    await Promise.all(both);
    expect(await cliJson(['list'], { cwd })).toHaveLength(2);
    expect(await contentOf(cwd, 'x')).toHaveLength(2);
  });

  it('into a new database that fails or is refused leaves no file', async () => {
    const cwd = await folderWith({ 'a.csv': 'question\na\nb,c\n' });
    expect(await cli(['import', 'a.csv'], { cwd })).toMatchObject({ code: 5 });
    expect(await readdir(cwd)).toEqual(['a.csv']);
    await cliJson(['import', 'a.csv', '--rejects', 'r.jsonl'], { cwd });
    expect(await readdir(cwd)).toEqual(['a.csv', 'mastra.db', 'r.jsonl']);
  });

  it('of rows that are there already warns, unless they have external ids', async () => {
    const cwd = await folderWith({ 'a.csv': 'question\na\nb\n', 'b.csv': 'question\na\nc\n' });
    await cliJson(['import', 'a.csv'], { cwd });
    const again = await cli(['import', 'a.csv'], { cwd });
    expect(again.stderr).toContain('warning: a has these rows already.');
    expect(again.stdout).toMatch(/^Added to a, version 2 /);
    const other = await cli(['import', 'b.csv', '--dataset', 'a'], { cwd });
    expect(other.stderr).not.toContain('warning');
  });

  it('takes several files, a folder or a pattern in one version', async () => {
    const cwd = await folderWith({
      'b.csv': 'question\n2\n',
      'a.jsonl': '{"question": "1"}',
      'x.txt': '',
    });
    const names = [['a.jsonl', 'b.csv'], ['.'], ['*.{csv,jsonl}']];
    for (const [index, files] of names.entries()) {
      const dataset = `d${index}`;
      const result = await cliJson(['import', ...files, '--dataset', dataset, '--url', 'x.db'], {
        cwd,
      });
      expect(result).toMatchObject({ added: 2, number: 1 });
    }
    await writeFile(join(cwd, 'c.csv'), 'question\n3,4\n');
    const refused = await cli(['import', 'b.csv', 'c.csv', '--dataset', 'e'], { cwd });
    expect(refused.stderr).toContain('  c.csv, line 2: 2 cells in place of 1\n');
    expect(await cli(['import', 'b.csv', 'c.csv'], { cwd })).toMatchObject({ code: 2 });
    expect(await cli(['import', '*.parquet', '--dataset', 'e'], { cwd })).toMatchObject({
      code: 3,
    });
  });
});
