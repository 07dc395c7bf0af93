import { beforeEach, describe, expect, it } from 'vitest';
import {
  DatasetsError,
  type ListDatasetsInput,
  type ListDatasetsOutput,
} from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { readRows } from '../src/commands/list.js';
import { verifyAll } from '../src/commands/verify.js';
import { unlessDeleted } from '../src/resolve/deleted.js';
import { CommandNames } from '../src/names.js';
import { nearest } from '@mastra-datasets/files';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
});

async function failure(...parameters: string[]): Promise<string> {
  const { code, stderr } = await cli(parameters, { cwd });
  expect(code).not.toBe(0);
  return stderr;
}

describe('a hint', () => {
  it('has the names of the user, quoted for a shell, and the store', async () => {
    await makeDataset(cwd, "Ada's questions", [{ input: 1, externalId: 'q1' }]);
    expect(await failure('show', "Ada's questions", 'x9', '--url', 'mastra.db')).toContain(
      String.raw`look for it with: mastra-datasets show 'Ada'\''s questions' --url mastra.db`,
    );
    expect(await failure('digest', "Ada's questions", '--version', '7')).toContain(
      String.raw`mastra-datasets log 'Ada'\''s questions'`,
    );
    expect(new CommandNames({ tablePrefix: 'my_' }).onDataset('log')).toBe(
      'mastra-datasets log DATASET --table-prefix my_',
    );
  });

  it('proposes the name that was meant', async () => {
    await makeDataset(cwd, 'questions', [{ input: 1, externalId: 'capital-of-france' }]);
    expect(await failure('log', 'qestions')).toContain('next: did you mean questions? ');
    expect(await failure('log', 'Questions')).toContain('next: did you mean questions? ');
    expect(await failure('log', 'elephants')).not.toContain('did you mean');
    expect(await failure('show', 'questions', 'capital-of-frence')).toContain(
      'next: did you mean capital-of-france? ',
    );
    expect(await failure('tag', 'questions', 'x', '--delete')).toContain(
      'look for it with: mastra-datasets tag questions',
    );
    expect(await failure('exprot', 'questions')).toContain('(Did you mean export?)');
    expect(await failure('show', 'questions', '--serch', 'x')).toMatch(
      /\(Did you mean --search\?\)\n {2}next: see mastra-datasets show --help\n$/,
    );
  });

  it('proposes nothing that is far away', () => {
    expect(nearest('ab', ['xy', 'abcd'])).toBeNull();
    expect(nearest('baze', ['baseline-2026', 'bass', 'base'])).toBe('base');
    expect(nearest('baseline', ['baseline-2026'])).toBe('baseline-2026');
    expect(nearest('x'.repeat(1_000_000), ['x'.repeat(1_000_000)])).toBeNull();
  });
});

describe('the beginning of an id', () => {
  it('stands for the dataset and the item, as long as it is the only one', async () => {
    await makeDataset(cwd, 'questions', [{ input: 'first' }, { input: 'second' }]);
    const [dataset] = (await cliJson(['list'], { cwd })) as { id: string }[];
    const datasetId = dataset?.id ?? '';
    const { items } = (await cliJson(['show', 'questions'], { cwd })) as {
      items: { id: string }[];
    };
    const [second, first] = items.map(({ id }) => id);
    expect(await cliJson(['show', datasetId.slice(0, 10)], { cwd })).toMatchObject({
      dataset: { id: datasetId },
    });
    const shown = await cli(['show', 'questions'], { cwd, isTerminal: true });
    const keys = shown.stdout
      .split('\n')
      .flatMap((line) => /^[\da-f]{8}-[\da-f-]*/.exec(line) ?? []);
    expect(keys).toHaveLength(2);
    expect(second?.startsWith(keys[0] ?? '')).toBe(true);
    expect((keys[0] ?? '').length).toBeLessThan(36);
    expect(await cliJson(['show', 'questions', keys[1] ?? ''], { cwd })).toMatchObject({
      id: first,
      input: 'first',
    });
    const edited = await cli(['edit', 'questions', keys[0] ?? '', '--input', 'third'], { cwd });
    expect(edited).toMatchObject({ code: 0 });
    expect(await failure('show', 'questions', (keys[0] ?? '').slice(0, 8))).toContain(
      '2 items of questions have an id that begins with ',
    );
    await makeDataset(cwd, 'others', []);
    expect(await failure('log', datasetId.slice(0, 5))).toContain(
      'error DATASET_AMBIGUOUS: 2 datasets have an id that begins so.',
    );
  });
});

describe('a dataset that is deleted while all are read', () => {
  /** Deletes the datasets named `gone` as soon as they are listed. */
  class Deleting extends DatasetsLibSQL {
    override async listDatasets(input: ListDatasetsInput): Promise<ListDatasetsOutput> {
      const result = await super.listDatasets(input);
      for (const { id, name } of result.datasets) {
        if (name === 'gone') await this.deleteDataset({ id });
      }
      return result;
    }
  }

  it('is left out by list and by verify', async () => {
    for (const read of [(all: Deleting) => readRows(all, undefined), verifyAll]) {
      const datasets = new Deleting({ url: ':memory:' });
      await datasets.createDataset({ name: 'gone' });
      await datasets.createDataset({ name: 'kept' });
      expect(await read(datasets)).toMatchObject([{ name: 'kept' }]);
      await datasets.close();
    }
  });

  it('does not hide another failure', async () => {
    const datasets = new DatasetsLibSQL({ url: ':memory:' });
    const { id } = await datasets.createDataset({ name: 'kept' });
    const missing = new DatasetsError('VERSION_NOT_FOUND', 'It is not there.');
    const work = () => Promise.reject(missing);
    await expect(unlessDeleted(datasets, id, work)).rejects.toBe(missing);
    await expect(unlessDeleted(datasets, 'gone', work)).resolves.toBeNull();
    await datasets.close();
  });
});

describe('an option', () => {
  it('that is given twice counts once, or is refused where the values differ', async () => {
    await makeDataset(cwd, 'questions', [{ input: 'x' }]);
    const limit = ['--limit', '1'];
    expect(await cli(['show', 'questions', ...limit, ...limit], { cwd })).toMatchObject({
      code: 0,
    });
    expect(await failure('show', 'questions', ...limit, '--limit', '2')).toContain(
      'error USAGE: --limit has 2 values: "1", "2".\n  next: give it once\n',
    );
    expect(await failure('list', '--url', 'a.db', '--url', 'b.db')).toContain('--url has 2 values');
  });
});
