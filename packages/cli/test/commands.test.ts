import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  startPostgres,
  startSqld,
  type PostgresServer,
  type SqldServer,
} from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson, type CliOptions } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore } from './support/store.js';

const CSV = `id,question,answer,source
1,What is 2+2?,4,basic
2,Capital of France?,Paris,geo
3,Largest planet?,,space
`;

const IMPORT = ['--input', 'question', '--expected-output', 'answer', '--context', 'source'];

let server: SqldServer;
let postgres: PostgresServer;

beforeAll(async () => {
  [server, postgres] = await Promise.all([startSqld(), startPostgres()]);
});

afterAll(() => Promise.all([server.stop(), postgres.stop()]));

const STORES = [
  { store: 'a file', env: (): Record<string, string> => ({}) },
  { store: 'a libSQL server', env: () => ({ MASTRA_DATASETS_URL: server.httpUrl }) },
  { store: 'a PostgreSQL server', env: () => ({ MASTRA_DATASETS_URL: postgres.urlOf() }) },
];

describe.each(STORES)('on $store', ({ store, env }) => {
  /** Imports the questions under a name of their own, as the server is shared. */
  async function begin(name: string) {
    const cwd = await temporaryFolder();
    const dataset = `${name} on ${store}`;
    const options: CliOptions = { cwd, env: env() };
    await writeFile(join(cwd, 'questions.csv'), CSV);
    const parameters = ['questions.csv', '--dataset', dataset, '--external-id', 'id', ...IMPORT];
    const imported = await cliJson(['import', ...parameters], options);
    const ok = async (...command: string[]) => {
      const result = await cli(command, options);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      return result.stdout;
    };
    return { cwd, dataset, options, imported, ok };
  }

  it('import makes the dataset and one version', async () => {
    const { dataset, imported, options } = await begin('import');
    expect(imported).toMatchObject({
      dataset: { name: dataset },
      isNew: true,
      number: 1,
      added: 3,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      rejects: null,
    });
    const again = ['questions.csv', '--dataset', dataset, '--external-id', 'id', ...IMPORT];
    const refused = await cli(['import', ...again], options);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(/line 2: The dataset .* already has an item with .* id 1/);
    const update = [...again, '--on-conflict', 'update'];
    expect(await cliJson(['import', ...update, '--dry-run'], options)).toMatchObject({
      added: 0,
      updated: 0,
      unchanged: 3,
    });
    const same = await cli(['import', ...update], options);
    expect(same.stdout).toMatch(/^Nothing differs from import on .*, version 1 /);
  });

  it('list shows the datasets with their items and versions', async () => {
    const { dataset, ok, options } = await begin('list');
    expect(await ok('list', '--search', 'list on')).toMatch(
      new RegExp(
        `^NAME +ITEMS +VERSION +CHANGED +ID\n${dataset} +3 +1 +\\d{4}-.*Z +[\\da-f-]{36}\n$`,
      ),
    );
    expect(await cliJson(['list', '--search', 'list on'], options)).toMatchObject([
      { name: dataset, number: 1, items: 3 },
    ]);
    expect(await ok('list', '--search', 'no such name')).toBe(
      'No name contains no such name; all are listed by: mastra-datasets list\n',
    );
  });

  it('show gives a dataset with its items, or an item whole', async () => {
    const { dataset, ok, options } = await begin('show');
    const text = await ok('show', dataset, '--limit', '2');
    expect(text).toMatch(/3 items\n\nITEM +INPUT +EXPECTED OUTPUT\n3 +Largest planet\?\n2 +Cap/);
    expect(text).toMatch(/… and 1 more\n$/);
    expect(await cliJson(['show', dataset, '1'], options)).toMatchObject({
      externalId: '1',
      input: 'What is 2+2?',
      expectedOutput: '4',
      context: { source: 'basic' },
    });
    expect(JSON.parse(await ok('show', dataset, '2'))).toMatchObject({ expectedOutput: 'Paris' });
  });

  it('edit, log, diff, history and show tell what has become of an item', async () => {
    const { dataset, ok, options } = await begin('edit');
    const edited = await ok(
      'edit',
      dataset,
      '1',
      '--expected-output-json',
      '4',
      '--message',
      'Type',
    );
    expect(edited).toMatch(/^Changed 1 in version 2 /);
    expect(await ok('log', dataset)).toMatch(
      /^● {2}2 .* \+0 ~1 -0 {2}3 items\n│ {2}Type\n● {2}1 .* \+3 ~0 -0 .*\n│ {2}Import of questions.csv\n○ {2}0 /,
    );
    expect(await ok('diff', dataset, '1')).toMatch(
      /^~ 1 \([\da-f-]{36}\)\n {4}expectedOutput: "4" → 4\n0 added, 1 updated, 0 deleted from/,
    );
    const diff = await cliJson(['diff', dataset, '1', '2'], options);
    expect(diff).toMatchObject({
      from: { number: 1 },
      to: { number: 2 },
      summary: { added: 0, updated: 1, deleted: 0 },
      differences: [{ type: 'updated', before: { expectedOutput: '4' } }],
    });
    const history = ['history', '1', '--dataset', dataset];
    expect(await ok(...history)).toMatch(/ {2}is current\n[^]* {2}updated \d{4}-/);
    expect(await cliJson(history, options)).toMatchObject([
      { item: { expectedOutput: 4 }, endedBy: null },
      { item: { expectedOutput: '4' }, endedBy: 'update' },
    ]);
    const old = await cliJson(['show', dataset, '1', '--version', '1'], options);
    expect(old).toMatchObject({ expectedOutput: '4' });
  });

  it('tag, restore, fork and digest go back to a version', async () => {
    const { dataset, ok, options } = await begin('tag');
    expect(await ok('tag', dataset, 'baseline')).toMatch(/^baseline names version 1 /);
    const digest = await ok('digest', dataset);
    await ok('edit', dataset, '2', '--input', 'Capital of Italy?');
    expect(await ok('digest', dataset)).not.toBe(digest);
    expect(await ok('digest', dataset, '--version', 'baseline')).toBe(digest);
    const moved = await cli(['tag', dataset, 'baseline'], options);
    expect(moved).toMatchObject({ code: 4 });
    expect(await ok('tag', dataset)).toMatch(/^TAG +VERSION +OF\nbaseline +1 +\d{4}-/);
    expect(await ok('restore', dataset, 'baseline', '--message', 'Undo')).toMatch(
      /^Restored tag on .* in version 3 \(.*\): \+0 ~1 -0\.\n$/,
    );
    expect(await ok('digest', dataset, '--expect', digest.trim().toUpperCase())).toBe(digest);
    expect(await ok('fork', dataset, `${dataset} fork`, '--version', '2')).toMatch(/^Made tag on /);
    const fork = await cli(['digest', `${dataset} fork`, '--expect', digest], options);
    expect(fork).toMatchObject({ code: 7 });
    expect(fork.stderr).toMatch(/^error DIGEST_DIFFERS: version 0 /);
    expect(await ok('tag', dataset, 'tag:baseline', '2', '--move')).toMatch(
      /^baseline names version 2 /,
    );
    expect(await ok('digest', dataset, '--version', 'tag:baseline')).not.toBe(digest);
    expect(await ok('tag', dataset, 'baseline', '--delete')).toBe('Removed the tag baseline.\n');
    expect(await ok('tag', dataset)).toBe(
      `There are no tags; make one with: mastra-datasets tag '${dataset}' baseline\n`,
    );
  });

  it('delete takes an item out, or the dataset, with --yes', async () => {
    const { dataset, ok, options } = await begin('delete');
    expect(await cli(['delete', dataset], options)).toMatchObject({ code: 2 });
    expect(await ok('delete', dataset, '--item', '3', '--yes')).toMatch(/^Deleted 3 in version 2 /);
    expect(await ok('diff', dataset, '1')).toMatch(/^- 3 \(/);
    const history = await cliJson(['history', '3', '--dataset', dataset], options);
    expect(history).toMatchObject([{ item: { input: 'Largest planet?' }, endedBy: 'delete' }]);
    const alone = await cli(['history', '3'], options);
    expect(alone.stderr).toContain('an external id needs --dataset beside it');
    expect(await ok('delete', dataset, '--yes')).toMatch(/with all its versions\.\n$/);
    const gone = await cli(['show', dataset], options);
    expect(gone.code).toBe(3);
    expect(gone.stderr).toMatch(/^error DATASET_NOT_FOUND: .*\n {2}next: /);
  });

  it('export writes what import reads', async () => {
    const { dataset, ok } = await begin('export');
    const csv = await ok('export', dataset, '--format', 'csv', '--version', '1');
    expect(csv).toBe(
      'externalId,input,expectedOutput,context.source\n' +
        '1,What is 2+2?,4,basic\n2,Capital of France?,Paris,geo\n3,Largest planet?,,space\n',
    );
    const digest = await ok('digest', dataset);
    await ok('export', dataset, '--output', 'copy.jsonl.gz');
    await ok('import', 'copy.jsonl.gz', '--dataset', `${dataset} copy`);
    expect(await ok('digest', `${dataset} copy`)).toBe(digest);
  });

  it('verify finds everything sound', async () => {
    const { dataset, ok, options } = await begin('verify');
    expect(await ok('verify', dataset)).toMatch(/^verify on .*: sound \(2 versions, 3 states/);
    expect(await cliJson(['verify', dataset], options)).toMatchObject([{ problems: [] }]);
    expect(await ok('verify')).toContain('sound');
  });

  it('copy brings every version to another store, and later ones', async () => {
    const { cwd, dataset, ok, options } = await begin('copy');
    await ok('tag', dataset, 'first');
    const target = join(cwd, 'target.db');
    expect(await ok('copy', dataset, '--to', target)).toBe(
      `Copied ${dataset}: 2 versions, 2 of them new, all compared by digest.\n`,
    );
    await ok('edit', dataset, '3', '--expected-output', 'Jupiter');
    expect(await cliJson(['copy', dataset, '--to', target], options)).toMatchObject({
      versions: 3,
      copied: 1,
      digest: (await ok('digest', dataset)).trim(),
    });
    const there = await cliJson(['log', dataset, '--url', target], options);
    expect(there).toEqual(await cliJson(['log', dataset], options));
    const diff = await cli(['diff', dataset, 'first', '--exit-code', '--url', target], options);
    expect(diff.code).toBe(7);
  });
});

it('copy refuses its own store, by whatever name, and tells of datasets with the same name', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'questions.csv'), CSV);
  await cliJson(['import', 'questions.csv', ...IMPORT], { cwd });
  await inStore(cwd, (datasets) => datasets.createDataset({ name: 'questions' }), 'other.db');
  await symlink('mastra.db', join(cwd, 'link.db'));
  for (const to of ['mastra.db', 'file:./mastra.db', join(cwd, 'mastra.db'), 'link.db']) {
    expect(await cli(['copy', 'questions', '--to', to], { cwd })).toMatchObject({ code: 2 });
  }
  const { code, stderr } = await cli(['copy', 'questions', '--to', 'other.db'], { cwd });
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^The other store has 1 more dataset named questions: name this one by its id there, \S{36}\.\n$/,
  );
});

it('export tells how many purged items it left out', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'questions.csv'), CSV);
  await cliJson(['import', 'questions.csv', '--external-id', 'id', ...IMPORT], { cwd });
  await inStore(cwd, async (datasets) => {
    const { datasets: all } = await datasets.listDatasets({ pagination: { page: 0, perPage: 1 } });
    const datasetId = all[0]?.id ?? '';
    const item = await datasets.getItemByExternalId({ datasetId, externalId: '2' });
    await datasets.purgeItem({ datasetId, id: item?.id ?? '' });
  });
  const output = ['--version', '1', '--output', 'items.jsonl'];
  const exported = await cliJson(['export', 'questions', ...output], { cwd });
  expect(exported).toMatchObject({ items: 2, purged: 1 });
});

it('copy goes from a file to a server', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'questions.csv'), CSV);
  await cliJson(['import', 'questions.csv', ...IMPORT], { cwd });
  const env = { MASTRA_DATASETS_TO_AUTH_TOKEN: 'unused' };
  const copied = await cliJson(['copy', 'questions', '--to', server.httpUrl], { cwd, env });
  expect(copied).toMatchObject({ versions: 2, copied: 2 });
  const log = await cliJson(['log', 'questions', '--url', server.wsUrl], { cwd });
  expect(log).toEqual(await cliJson(['log', 'questions'], { cwd }));
});

describe('copy', () => {
  /** The digest of every version of the questions. */
  async function digestsOf(options: CliOptions, ...store: string[]): Promise<string[]> {
    const log = await cliJson(['log', 'questions', ...store], options);
    const versions = Array.isArray(log) ? log.length : 0;
    const digests: string[] = [];
    for (let version = 0; version < versions; version += 1) {
      const command = ['digest', 'questions', '--version', String(version), ...store];
      const { code, stdout } = await cli(command, options);
      expect(code).toBe(0);
      digests.push(stdout.trim());
    }
    return digests;
  }

  it('goes from a file to PostgreSQL and back', async () => {
    const cwd = await temporaryFolder();
    const ok = async (...command: string[]) => {
      expect(await cli(command, { cwd })).toMatchObject({ code: 0, stderr: '' });
    };
    await writeFile(join(cwd, 'questions.csv'), CSV);
    await cliJson(['import', 'questions.csv', '--external-id', 'id', ...IMPORT], { cwd });
    await ok('edit', 'questions', '3', '--expected-output', 'Jupiter');
    await ok('delete', 'questions', '--item', '1', '--yes');
    await ok('restore', 'questions', '1');
    const digests = await digestsOf({ cwd });
    expect(digests).toHaveLength(5);
    expect(new Set(digests).size).toBe(4);

    const url = await postgres.createDatabase();
    await ok('copy', 'questions', '--to', url, '--to-schema', 'evals', '--to-table-prefix', 'my_');
    const there = ['--url', url, '--schema', 'evals', '--table-prefix', 'my_'];
    expect(await digestsOf({ cwd }, ...there)).toEqual(digests);
    const tables = await postgres.query(
      `SELECT count(*)::int AS tables FROM pg_tables
        WHERE schemaname = 'evals' AND starts_with(tablename, 'my_mastra_dataset')`,
      url.slice(url.lastIndexOf('/') + 1),
    );
    expect(tables).toEqual([{ tables: 7 }]);

    const env = {
      MASTRA_DATASETS_URL: url,
      MASTRA_DATASETS_SCHEMA: 'evals',
      MASTRA_DATASETS_TABLE_PREFIX: 'my_',
      MASTRA_DATASETS_TO_TABLE_PREFIX: 'back_',
    };
    const back = await cliJson(['copy', 'questions', '--to', 'back.db'], { cwd, env });
    expect(back).toMatchObject({ versions: 5, copied: 5 });
    const file = ['--url', 'back.db', '--table-prefix', 'back_'];
    expect(await digestsOf({ cwd }, ...file)).toEqual(digests);
  });
});

it.each([
  { store: ['--url', 'evals.db', '--schema', 'evals'], reason: /has no schemas/ },
  { store: ['--url', 'postgres://h/d?schema=evals'], reason: /parameter schema/ },
  { store: ['--url', 'postgres://h/d?sslmode=disable&search_path=x'], reason: /search_path/ },
])('a place of the tables that would be ignored is refused: $store', async ({ store, reason }) => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'evals.db'), '');
  const result = await cli(['list', ...store], { cwd });
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(reason);
  expect(result.stderr).toMatch(/next: .*--/);
});
