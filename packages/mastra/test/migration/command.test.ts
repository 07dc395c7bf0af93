import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Mastra } from '@mastra/core';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { PostgresStore } from '@mastra/pg';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { startPostgres } from '@mastra-datasets/test-servers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { cli, cliJson } from '../../../cli/test/support/cli.js';
import { bash, prepareClone, repositoryRoot } from '../../../cli/test/support/shell.js';
import { codeBlocks } from '../../../examples/test/examples.js';
import { MastraDatasets } from '../../src/index.js';
import { storeOfClient } from '../stores.js';
import { temporaryFolder } from '../temporary-folder.js';
import { expectSame } from './same-datasets.js';
import { domainOf, makeStockDatasets } from './stock-datasets.js';

const cwd = temporaryFolder();
const urlOf = (name: string) => `file:${join(cwd, name)}`;

/**
 * Opens a store of Mastra for some work, by the copy of SQLite that the command runs on. What a
 * client has open is closed at a garbage collection after its end. Where that is another copy, which
 * takes itself for the last to close the file, it deletes the log that the command is writing to.
 */
async function withStore<Outcome>(
  name: string,
  work: (store: MastraCompositeStore) => Promise<Outcome>,
): Promise<Outcome> {
  const client = createClient({ url: urlOf(name) });
  try {
    return await work(storeOfClient(client));
  } finally {
    client.close();
  }
}

/** Copies a database with what is in its log only, as it is until a client that was closed is collected. */
async function copyDatabase(name: string, copy: string): Promise<void> {
  const client = createClient({ url: urlOf(name) });
  await client.execute({ sql: 'VACUUM INTO ?', args: [join(cwd, copy)] });
  client.close();
}

beforeAll(async () => {
  await withStore('app.db', makeStockDatasets);
});

describe('migrate', () => {
  test('copies all datasets from a file of Mastra, and again what came since', async () => {
    const parameters = ['migrate', '--from-mastra', 'app.db', '--to', 'datasets.db'];
    const { code, stdout, stderr } = await cli(parameters, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'Copied Fast: 6 versions, 6 of them new, all compared.',
      'Copied Full: 9 versions, 9 of them new, all compared.',
      'Copied Empty: 1 version, 1 of them new, all compared.',
      'Copied Numbers: 6 versions, 6 of them new, all compared.',
      expect.stringMatching(/^\d+ versions have a time of their own here: /),
    ]);
    const result = await cliJson(parameters, { cwd });
    expect(result).toMatchObject({
      datasets: [{ datasetId: 'fast', copied: 0, versions: 6 }, {}, {}, {}],
    });
    const storage = new DatasetsLibSQL({ url: urlOf('datasets.db') });
    await withStore('app.db', (store) => expectSame(domainOf(store), new MastraDatasets(storage)));
    await storage.close();
  });

  test('copies into the same file, with a prefix', async () => {
    await copyDatabase('app.db', 'both.db');
    const migrate = ['migrate', '--from-mastra', 'both.db', '--to', 'both.db'];
    const refused = await cli(migrate, { cwd });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('SCHEMA_MISMATCH');
    const { code } = await cli([...migrate, '--table-prefix', 'versioned_'], { cwd });
    expect(code).toBe(0);
    const list = ['list', '--url', 'both.db', '--table-prefix', 'versioned_'];
    expect(await cliJson(list, { cwd })).toHaveLength(4);
  });

  test('shows its progress at a terminal', async () => {
    const parameters = ['migrate', '--from-mastra', 'app.db', '--to', 'terminal.db'];
    const { stderr } = await cli(parameters, { cwd, isTerminal: true });
    expect(stderr).toContain('Copying dataset 1 of 4');
  });

  test('goes back, and names beforehand what is lost', async () => {
    await cli(['migrate', '--from-mastra', 'app.db', '--to', 'edited.db'], { cwd });
    const edits = ['--url', 'edited.db', '--author', 'ann'];
    await cli(['add', 'Fast', '--input', 'added here', ...edits], { cwd });
    await cli(['tag', 'Fast', 'baseline', ...edits.slice(0, 2)], { cwd });
    await withStore('fresh.db', (store) => store.init());
    const migrate = ['migrate', '--from', 'edited.db', '--to-mastra', 'fresh.db'];
    const refused = await cli(migrate, { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      "error NOT_SUPPORTED: Mastra's tables have no place for: tags (1); who made versions (1). " +
        'Nothing was copied.\n' +
        '  next: pass --accept-losses to copy the rest\n',
    );
    const { code, stdout } = await cli([...migrate, '--accept-losses'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Copied Fast: 7 versions, 7 of them new, all compared.\n');
    expect(stdout).toContain('Left out: tags (1); who made versions (1).\n');
    await withStore('fresh.db', async (storage) => {
      const mastra = new Mastra({ storage, logger: false });
      const dataset = await mastra.datasets.get({ id: 'fast' });
      expect((await dataset.getDetails()).version).toBe(6);
    });
  });

  test.each([
    [['--from-mastra', 'app.db', '--to-mastra', 'app.db'], 2, 'USAGE'],
    [['--to', 'datasets.db'], 2, 'USAGE'],
    [['--from-mastra', 'app.db', '--from', 'datasets.db'], 2, 'USAGE'],
    [['--to-mastra', 'app.db', '--to', 'datasets.db'], 2, 'USAGE'],
    [['--from-mastra', 'app.db', '--accept-losses'], 2, 'USAGE'],
    [['--from-mastra', 'app.db', '--mastra-schema', 'app'], 2, 'USAGE'],
    [['--from-mastra', 'mysql://localhost/app'], 2, 'USAGE'],
    [['--from-mastra', 'missing.db'], 3, 'STORE_NOT_FOUND'],
    [['--from', 'missing.db', '--to-mastra', 'app.db'], 3, 'STORE_NOT_FOUND'],
    [['--from-mastra', 'ours.db'], 4, 'SCHEMA_MISMATCH'],
  ])('%j ends with %i', async (parameters, code, name) => {
    const ours = new DatasetsLibSQL({ url: urlOf('ours.db') });
    await ours.init();
    await ours.close();
    const result = await cli(['migrate', ...parameters], { cwd });
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(new RegExp(`^error ${name}: `));
    expect(existsSync(join(cwd, 'mastra.db'))).toBe(false);
  });

  test('names itself where somebody opens the tables of Mastra', async () => {
    const { code, stderr } = await cli(['list', '--url', 'app.db'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toContain('mastra-datasets migrate --from-mastra URL --to URL');
  });

  test('copies from PostgreSQL, and back to a schema', async () => {
    const server = await startPostgres();
    const connectionString = await server.createDatabase();
    const store = new PostgresStore({ id: 'app', connectionString });
    await makeStockDatasets(store);
    const to = ['--to', connectionString, '--table-prefix', 'versioned_'];
    const copied = await cli(['migrate', '--from-mastra', connectionString, ...to], { cwd });
    expect(copied).toMatchObject({ code: 0, stderr: '' });
    const other = new PostgresStore({ id: 'other', connectionString, schemaName: 'other' });
    await other.init();
    const from = ['--from', connectionString, '--table-prefix', 'versioned_'];
    const mastra = ['--to-mastra', connectionString, '--mastra-schema', 'other'];
    const back = await cli(['migrate', ...from, ...mastra], { cwd });
    expect(back).toMatchObject({ code: 0, stderr: '' });
    await expectSame(domainOf(store), domainOf(other));
    await Promise.all([store.close(), other.close()]);
    await server.stop();
  });
});

test('the guide shows what the command prints', async () => {
  const folder = join(cwd, 'guide');
  await mkdir(folder);
  await prepareClone(folder);
  await withStore('guide/app.db', async (storage) => {
    const mastra = new Mastra({ storage, logger: false });
    // Mastra gives two versions of one millisecond the same time.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01') });
    try {
      const dataset = await mastra.datasets.create({ name: 'Sums' });
      vi.advanceTimersByTime(1_000);
      const { id: itemId } = await dataset.addItem({ input: '2 + 2', groundTruth: 5 });
      vi.advanceTimersByTime(1_000);
      await dataset.updateItem({ itemId, groundTruth: 4 });
    } finally {
      vi.useRealTimers();
    }
  });
  const guide = await readFile(join(repositoryRoot, 'docs/mastra.md'), 'utf8');
  const [transcript = ''] = codeBlocks('docs/mastra.md', guide)
    .filter(({ language }) => language === 'console')
    .map(({ text }) => text);
  const steps = transcript.split(/^\$ /m).slice(1);
  expect(steps).toHaveLength(2);
  for (const step of steps) {
    const [command = '', ...printed] = step.trimEnd().split('\n');
    const { output } = await bash(command, folder);
    expect(output.trimEnd().split('\n')).toEqual(printed);
  }
});
