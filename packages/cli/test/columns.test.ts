import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { folderWith, temporaryFolder } from './support/folder.js';
import { contentOf } from './support/store.js';

describe('columns', () => {
  const FILE = 'key,question,hint,answer,score\n7,Why?,think,So,0.5\n8,How?,,,\n';

  it('go where the options say, and the others where they would go without options', async () => {
    const cwd = await folderWith({ 'a.csv': FILE });
    const cases: [string[], unknown[]][] = [
      [
        ['--input', 'hint,question'],
        [
          {
            input: { hint: 'think', question: 'Why?' },
            expectedOutput: 'So',
            context: { key: '7', score: '0.5' },
          },
          { input: { question: 'How?' }, context: { key: '8' } },
        ],
      ],
      [
        ['--input', 'question,hint', '--expected-output', 'answer', '--external-id', 'key'],
        [
          {
            externalId: '7',
            input: { question: 'Why?', hint: 'think' },
            expectedOutput: 'So',
            context: { score: '0.5' },
          },
          { externalId: '8', input: { question: 'How?' } },
        ],
      ],
      [
        [
          '--map',
          'question=input.text.en',
          '--map',
          'score=context.score:json',
          '--drop',
          'key,hint',
        ],
        [
          { input: { text: { en: 'Why?' } }, expectedOutput: 'So', context: { score: 0.5 } },
          { input: { text: { en: 'How?' } } },
        ],
      ],
      [
        ['--context', 'hint', '--context', 'score', '--infer'],
        [
          { input: 'Why?', expectedOutput: 'So', context: { hint: 'think', score: 0.5 } },
          { input: 'How?' },
        ],
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
    [['--drop', 'question'], 5, 'No column goes to the input.'],
    [
      ['--input', 'question', '--map', 'hint=input.hint'],
      2,
      'Both "question" and "hint" would go to input',
    ],
    [['--expected-output', 'anwser'], 5, 'no column "anwser". Did you mean "answer"?'],
    [['--list', 'hint'], 2, 'hint is no COLUMN=SEPARATOR.'],
  ])('with wrong options are refused: %j', async (options, code, message) => {
    const cwd = await folderWith({ 'a.csv': FILE });
    const result = await cli(['import', 'a.csv', ...options], { cwd });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  it('that name no target go to the context', async () => {
    const cwd = await folderWith({ 'a.csv': 'input,note\n1,2\n' });
    const { stderr } = await cli(['import', 'a.csv'], { cwd });
    expect(stderr).toBe('input ← input · context ← note\n');
    expect(await contentOf(cwd, 'a')).toEqual([{ input: '1', context: { note: '2' } }]);
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
        `INPUT_REFUSED: ${file}: No row has a field "answer", so nothing was imported. ` +
          'Did you mean "answr"? The fields are: "q", "answr", "extra".',
      );
    }
    expect(existsSync(join(cwd, 'r.jsonl'))).toBe(false);
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
    const input = await cli(['import', file, '--input', 'Q'], { cwd });
    expect(input.stderr).toContain('No row has a field "Q"');
  });
});
