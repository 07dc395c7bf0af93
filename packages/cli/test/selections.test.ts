import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, inStore, makeDataset } from './support/store.js';

const ITEMS = Array.from({ length: 20 }, (_, index) => ({
  externalId: `q${index}`,
  input: `question ${index}`,
  context: { level: index % 4 },
  ...(index % 2 === 0 ? { splits: index % 3 === 0 ? ['hard', 'train'] : ['train'] } : {}),
}));

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', ITEMS);
});

const SELECTIONS = [
  { options: ['--split', 'hard'], selection: { splits: ['hard'] } },
  {
    options: ['--where', '{"context.level":{"$gte":2}}', '--split', 'train'],
    selection: { where: { 'context.level': { $gte: 2 } }, splits: ['train'] },
  },
  {
    options: ['--sample', '5', '--seed', 'pilot'],
    selection: { sample: { size: 5, seed: 'pilot' } },
  },
  { options: ['--sample', '5'], selection: { sample: { size: 5, seed: '' } } },
  {
    options: ['--sample', '25%', '--seed', 'a', '--split', 'train', '--split', 'hard'],
    selection: { sample: { fraction: 0.25, seed: 'a' }, splits: ['train', 'hard'] },
  },
];

describe.each(SELECTIONS)('$options', ({ options, selection }) => {
  const expected = () =>
    inStore(cwd, async (datasets) => {
      const { datasets: found } = await datasets.listDatasets({
        pagination: { page: 0, perPage: false },
        search: 'questions',
      });
      const datasetId = found[0]?.id ?? '';
      const keys: (string | undefined)[] = [];
      const range = { datasetId, order: 'oldest', ...selection } as const;
      for await (const { externalId } of datasets.iterateItems(range)) keys.push(externalId);
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.length).toBeLessThan(ITEMS.length);
      return keys;
    });

  it('is what show, export and fork take', async () => {
    const keys = await expected();
    const shown = await cliJson(['show', 'questions', ...options, '--limit', '50'], { cwd });
    const { items } = shown as { items: { externalId: string }[] };
    expect(items.map(({ externalId }) => externalId).toReversed()).toEqual(keys);
    const exported = await cli(['export', 'questions', ...options], { cwd });
    const lines = exported.stdout.trimEnd().split('\n');
    const written = lines.map((line) => (JSON.parse(line) as { externalId: string }).externalId);
    expect(written).toEqual(keys);
    const forked = await cli(['fork', 'questions', 'part', ...options], { cwd });
    expect(forked).toMatchObject({ code: 0 });
    expect(forked.stdout).toContain(` of ${keys.length} item`);
    expect((await contentOf(cwd, 'part')).map(({ externalId }) => externalId)).toEqual(keys);
  });
});

describe('a selection', () => {
  it('is told in words, and applies to the version that is named', async () => {
    const all = ['--search', 'question', '--split', 'hard', '--where', '{"context.level":0}'];
    const { stdout } = await cli(['show', 'questions', ...all, '--sample', '1'], { cwd });
    expect(stdout).toContain(
      '1 item with "question", in the split hard, that meet the query, in the sample\n',
    );
    await cli(['edit', 'questions', 'q1', '--splits', 'late'], { cwd });
    const late = await cli(['export', 'questions', '--split', 'late'], { cwd });
    expect(late.stdout.trimEnd().split('\n')).toHaveLength(1);
    const before = await cli(['export', 'questions', '--split', 'late', '--version', '1'], { cwd });
    expect(before).toMatchObject({ code: 3, stdout: '' });
    expect(before.stderr).toContain('mastra-datasets splits questions');
  });

  it.each([
    [['show', 'questions', '--seed', 'a'], 2, 'A seed belongs to a sample'],
    [['show', 'questions', '--sample', '0'], 2, 'positive integer'],
    [['show', 'questions', '--sample', '101%'], 2, 'positive integer'],
    [['show', 'questions', '--where', '{"a"'], 2, 'It is no JSON'],
    [['show', 'questions', '--where', '[1]'], 5, 'where'],
    [['export', 'questions', '--where', '{"topic":1}'], 5, 'where.topic'],
    [['fork', 'questions', 'x', '--where', '{"input":{"$regex":"a"}}'], 5, '$regex'],
    [['show', 'questions', 'q1', '--split', 'hard'], 2, 'not for one'],
    [['fork', 'questions', 'x', '--split', 'hrad'], 3, 'hrad'],
  ])('%j is refused', async (command, code, reason) => {
    const result = await cli(command, { cwd });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(reason);
    expect(await cliJson(['list'], { cwd })).toHaveLength(1);
  });
});
