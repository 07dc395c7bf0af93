import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, inStore, makeDataset } from './support/store.js';

const ITEM = {
  externalId: 'q1',
  input: { question: 'Why?', choices: ['a', 'b'] },
  context: { topic: 'all', level: 1 },
  splits: ['train'],
  source: { url: 'here' },
};

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [ITEM]);
});

function edit(...parameters: string[]) {
  return cli(['edit', 'questions', 'q1', ...parameters], { cwd });
}

describe('edit', () => {
  it('sets splits, source and attributes, and takes them away', async () => {
    const all = ['--splits', 'hard, train;hard', '--source-json', '{"type":"log"}'];
    expect(await edit(...all, '--attributes-json', '{"scorer":"exact"}')).toMatchObject({
      code: 0,
    });
    expect(await contentOf(cwd, 'questions')).toEqual([
      {
        ...ITEM,
        splits: ['hard', 'train'],
        source: { type: 'log' },
        attributes: { scorer: 'exact' },
      },
    ]);
    const none = ['--splits', '', '--source-json', 'null', '--attributes-json', 'null'];
    expect(await edit(...none)).toMatchObject({ code: 0 });
    const { externalId, input, context } = ITEM;
    expect(await contentOf(cwd, 'questions')).toEqual([{ externalId, input, context }]);
    const again = await edit(...none);
    expect(again.stdout).toMatch(/^Nothing differs from q1 /);
  });

  it('takes names of splits with any characters as a list of JSON', async () => {
    expect(await edit('--splits', '["a,b", " c;d "]')).toMatchObject({ code: 0 });
    expect(await contentOf(cwd, 'questions')).toMatchObject([{ splits: [' c;d ', 'a,b'] }]);
    for (const splits of ['[1]', '["a"', '[["a"]]']) {
      expect(await edit('--splits', splits)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('no list of names') as string,
      });
    }
  });

  it('sets single keys, and leaves the others and their order as they are', async () => {
    const sets = [
      ['--set', 'context.topic=astronomy = stars'],
      ['--set', 'context.level:json=2'],
      ['--set', 'input.choices.1=c'],
      ['--set', 'input.choices.2=d'],
      ['--set', 'attributes.scorer.name=exact'],
      ['--set', 'splits=test;hard'],
      ['--set', 'expectedOutput:json=null'],
    ].flat();
    expect(await edit(...sets)).toMatchObject({ code: 0 });
    const [item] = await contentOf(cwd, 'questions');
    expect(item).toEqual({
      ...ITEM,
      input: { question: 'Why?', choices: ['a', 'c', 'd'] },
      expectedOutput: null,
      context: { topic: 'astronomy = stars', level: 2 },
      splits: ['hard', 'test'],
      attributes: { scorer: { name: 'exact' } },
    });
    expect(Object.keys(item?.context ?? {})).toEqual(['topic', 'level']);
    expect(await cliJson(['log', 'questions'], { cwd })).toHaveLength(3);
  });

  it('sets keys that other objects have as methods', async () => {
    const sets = ['--set', 'context.__proto__=a', '--set', 'context.constructor.x=b'];
    expect(await edit(...sets)).toMatchObject({ code: 0 });
    const { stdout } = await cli(['export', 'questions'], { cwd });
    expect(stdout).toContain('"__proto__":"a","constructor":{"x":"b"}');
  });

  it('sets keys in a field that is given whole', async () => {
    const given = ['--context-json', 'null', '--set', 'context.topic=new'];
    expect(await edit(...given)).toMatchObject({ code: 0 });
    expect(await contentOf(cwd, 'questions')).toMatchObject([{ context: { topic: 'new' } }]);
  });

  it.each([
    [['--set', 'context.topic'], 2, 'sets nothing'],
    [['--set', 'foo=1'], 2, 'sets nothing'],
    [['--set', 'externalId=q2'], 2, 'sets nothing'],
    [['--set', 'input.choices[]=e'], 2, 'sets nothing'],
    [['--set', 'context.level:json={'], 2, 'context.level: '],
    [['--set', 'context.a=1', '--set', 'context.a=2'], 2, 'context.a twice'],
    [['--set', 'input.question.x=1'], 5, 'input.question is no object'],
    [['--set', 'input.choices.7=x'], 5, 'input.choices is a list without it'],
    [['--context-json', '[1]'], 5, 'context'],
  ] as const)('refuses %j, and changes nothing', async (parameters, code, reason) => {
    expect(await edit(...parameters)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(reason) as string,
    });
    expect(await contentOf(cwd, 'questions')).toEqual([ITEM]);
  });

  it('loses no key where several commands set others at once', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const ends = await Promise.all(keys.map((key) => edit('--set', `context.${key}=${key}`)));
    expect(ends.map(({ code }) => code)).toEqual(keys.map(() => 0));
    const [item] = await contentOf(cwd, 'questions');
    expect(item?.context).toEqual({
      ...ITEM.context,
      ...Object.fromEntries(keys.map((key) => [key, key])),
    });
  });
});

describe('add', () => {
  it('adds an item with every field in a version of its own', async () => {
    const { code, stdout } = await cli(
      [
        ...['add', 'questions', '--external-id', 'q2', '--input', 'How?'],
        ...['--expected-output-json', '42', '--context-json', '{"a":1}', '--splits', 'hard'],
        ...['--source-json', '{"type":"mail"}', '--set', 'attributes.level:json=3'],
      ],
      { cwd },
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Added q2 to questions, version 2 \(/) as string,
    });
    expect(await contentOf(cwd, 'questions')).toEqual([
      ITEM,
      {
        externalId: 'q2',
        input: 'How?',
        expectedOutput: 42,
        context: { a: 1 },
        splits: ['hard'],
        source: { type: 'mail' },
        attributes: { level: 3 },
      },
    ]);
    const added = await cliJson(['add', 'questions', '--set', 'input.question=Who?'], { cwd });
    expect(added).toMatchObject({ item: { input: { question: 'Who?' } }, version: { number: 3 } });
  });

  it('refuses an item without an input, a taken key and an unknown dataset', async () => {
    const none = await cli(['add', 'questions', '--expected-output', 'x'], { cwd });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('An item needs an input.');
    const taken = await cli(['add', 'questions', '--input', 'x', '--external-id', 'q1'], { cwd });
    expect(taken).toMatchObject({ code: 4 });
    const unknown = await cli(['add', 'question', '--input', 'x'], { cwd });
    expect(unknown).toMatchObject({ code: 3 });
    expect(unknown.stderr).toContain('questions');
    expect(await contentOf(cwd, 'questions')).toEqual([ITEM]);
  });
});

describe('--author', () => {
  const authors = () =>
    inStore(cwd, async (datasets) => {
      const { datasets: found } = await datasets.listDatasets({
        pagination: { page: 0, perPage: false },
      });
      const notes: unknown[] = [];
      for (const { id: datasetId, name } of found.toReversed()) {
        const { versions } = await datasets.listVersions({
          datasetId,
          pagination: { page: 0, perPage: false },
        });
        for (const { number, author, message } of versions.toReversed()) {
          notes.push([name, number, author, message]);
        }
      }
      return notes;
    });

  it('is kept by every command that makes a version, as the environment says or an option', async () => {
    const env = { MASTRA_DATASETS_AUTHOR: 'ann' };
    const commands: [string[], string?][] = [
      [['add', 'questions', '--input', 'a', '--external-id', 'a', '--message', 'm1']],
      [['edit', 'questions', 'a', '--input', 'b', '--author', 'bob', '--message', 'm2']],
      [
        ['import', '-', '--format', 'jsonl', '--dataset', 'questions', '--message', 'm3'],
        '{"input":1}',
      ],
      [['restore', 'questions', '1', '--message', 'm4']],
      [['delete', 'questions', '--item', 'q1', '--yes', '--message', 'm5']],
      [['purge', 'questions', 'q1', '--yes', '--message', 'm6']],
      [['fork', 'questions', 'copy', '--version', '3', '--message', 'm7']],
    ];
    for (const [command, stdin = ''] of commands) {
      expect(await cli(command, { cwd, env, stdin }), command.join(' ')).toMatchObject({ code: 0 });
    }
    expect(await authors()).toEqual([
      ['questions', 0, undefined, undefined],
      ['questions', 1, undefined, undefined],
      ['questions', 2, 'ann', 'm1'],
      ['questions', 3, 'bob', 'm2'],
      ['questions', 4, 'ann', 'm3'],
      ['questions', 5, 'ann', 'm4'],
      ['questions', 6, 'ann', 'm5'],
      ['questions', 7, 'ann', 'm6'],
      ['copy', 0, 'ann', 'm7'],
    ]);
    const { stdout } = await cli(['log', 'questions', '--limit', '7'], { cwd });
    expect(stdout).toMatch(/● {2}3 .*\n│ {2}m2\n│ {2}by bob\n/);
    const copy = await cli(['log', 'copy'], { cwd });
    expect(copy.stdout).toMatch(/^○ {2}0 .*\n {3}m7\n {3}by ann\n$/);
  });

  it('is nobody where nobody says it', async () => {
    const env = { MASTRA_DATASETS_AUTHOR: '' };
    expect(await cli(['add', 'questions', '--input', 'a'], { cwd, env })).toMatchObject({
      code: 0,
    });
    const [newest] = (await cliJson(['log', 'questions'], { cwd })) as object[];
    expect(newest).not.toHaveProperty('author');
  });
});
