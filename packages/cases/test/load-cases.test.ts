import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { InMemoryStore } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { CasesError, describeCases, loadCases, type CasesErrorCode } from '../src/index.js';
import { lockedFolder } from './support/locked-folder.js';

const ITEMS = [
  { externalId: 'fr', input: { country: 'France' }, expectedOutput: 'Paris', splits: ['test'] },
  {
    externalId: 'de',
    input: { country: 'Germany' },
    expectedOutput: 'Berlin',
    context: { eu: true },
  },
  {
    externalId: 'xx',
    input: { country: 'Nowhere' },
    expectedOutput: null,
    splits: ['hard', 'test'],
  },
  { input: { country: 'Nameless' } },
];

const environment = {};

async function failureOf(promise: Promise<unknown>): Promise<CasesError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof CasesError) return error;
  throw new Error(`It did not fail as expected: ${String(error)}`);
}

async function expectCode(promise: Promise<unknown>, code: CasesErrorCode): Promise<CasesError> {
  const error = await failureOf(promise);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/mastra-datasets |npm|Install|beside @mastra-datasets/);
  return error;
}

describe('loadCases', () => {
  it('gives the locked cases with all that they hold, oldest first', async () => {
    const { folder, storage, datasetId } = await lockedFolder(ITEMS);
    const locked = await storage.getItemsByVersion({ datasetId, version: new Date() });
    await storage.addItem({ datasetId, input: 'later' });
    const inner = join(folder, 'src/evals');
    await mkdir(inner, { recursive: true });
    const cases = await loadCases('questions', { folder: inner, environment });
    expect(cases.map(({ id }) => id)).toEqual(locked.map(({ id }) => id).reverse());
    expect(cases[0]).toMatchObject({
      externalId: 'fr',
      input: { country: 'France' },
      expectedOutput: 'Paris',
      splits: ['test'],
      versionNumber: 1,
    });
    expect(cases[1]).toMatchObject({ context: { eu: true }, splits: [] });
    expect(cases[2]?.expectedOutput).toBeNull();
    expect(cases[3]?.expectedOutput).toBeUndefined();
    expect(cases[3]).not.toHaveProperty('externalId');
  });

  it('types the cases by schemas, and names the case that one refuses', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const input = z.object({ country: z.string() });
    const cases = await loadCases('questions', { folder, environment, schema: { input } });
    const countries: string[] = cases.map((one) => one.input.country);
    expect(countries).toEqual(['France', 'Germany', 'Nowhere', 'Nameless']);
    const strict = { input, expectedOutput: z.string() };
    const loading = loadCases('questions', { folder, environment, schema: strict });
    const { message, details } = await expectCode(loading, 'CASE_INVALID');
    expect(message).toContain('The expectedOutput of the case xx of questions');
    expect(details).toMatchObject({ field: 'expectedOutput' });
  });

  it('chooses from the locked cases by split, query and sample', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const names = async (options: object) => {
      const cases = await loadCases('questions', { folder, environment, ...options });
      return cases.map(({ externalId }) => externalId);
    };
    expect(await names({ split: 'test' })).toEqual(['fr', 'xx']);
    expect(await names({ split: ['hard', 'test'] })).toEqual(['fr', 'xx']);
    expect(await names({ where: { 'context.eu': true } })).toEqual(['de']);
    const sample = await names({ sample: { size: 2, seed: 'a' } });
    expect(sample).toHaveLength(2);
    expect(await names({ sample: { size: 2, seed: 'a' } })).toEqual(sample);
    const none = loadCases('questions', { folder, environment, split: 'tset' });
    expect((await expectCode(none, 'NO_CASES')).message).toContain('in the split tset');
    const nothing = loadCases('questions', { folder, environment, where: { input: 'no' } });
    await expectCode(nothing, 'NO_CASES');
  });

  it('reads what a locked selection is of, and nothing else', async () => {
    const { folder, storage, datasetId, lock } = await lockedFolder(ITEMS);
    const one = new InMemoryStore().datasets;
    const { id } = await one.createDataset({ name: 'copy' });
    await one.addItems({
      datasetId: id,
      items: ITEMS.filter(({ splits }) => splits?.includes('hard')),
    });
    const digest = await one.snapshotDigest({ datasetId: id });
    await lock({ digest, itemCount: 1, selection: { splits: ['hard'] } });
    const cases = await loadCases('questions', { folder, storage });
    expect(cases.map(({ externalId }) => externalId)).toEqual(['xx']);
    expect(describeCases(cases)).toBe(
      `questions version 1, 1 case in the split hard, digest ${digest}`,
    );
    await storage.deleteDataset({ id: datasetId });
    await expectCode(loadCases('questions', { folder, storage }), 'CASES_CHANGED');
  });

  it('reads a file with cases without any store, and tells when it was changed', async () => {
    const { folder, lock, vendor } = await lockedFolder(ITEMS);
    const fromStore = await loadCases('questions', { folder, environment });
    await vendor('questions.jsonl');
    await lock({ file: 'questions.jsonl' });
    await rm(join(folder, 'mastra.db'));
    expect(await loadCases('questions', { folder, environment })).toEqual(fromStore);
    const path = join(folder, 'questions.jsonl');
    const text = await readFile(path, 'utf8');
    const load = () => loadCases('questions', { folder, environment });
    await writeFile(path, text.replace('Paris', 'Lyon'));
    await expectCode(load(), 'CASES_CHANGED');
    await writeFile(path, text.slice(0, text.indexOf('\n') + 1));
    await expectCode(load(), 'CASES_CHANGED');
    await writeFile(path, `${text}{"id":1}\n`);
    expect((await expectCode(load(), 'CASES_CHANGED')).message).toContain('Line 5');
    await rm(path);
    await expectCode(load(), 'STORE_NOT_FOUND');
  });

  it('tells of cases that were changed in the store itself, and leaves purged ones out', async () => {
    const { folder, storage, datasetId, lock } = await lockedFolder(ITEMS);
    const [newest] = await storage.getItemsByVersion({ datasetId, version: new Date() });
    await storage.purgeItem({ datasetId, id: newest?.id ?? '', keep: true });
    await expectCode(loadCases('questions', { folder, environment }), 'CASES_CHANGED');
    await lock({ digest: await storage.snapshotDigest({ datasetId }), itemCount: 3 });
    const cases = await loadCases('questions', { folder, environment });
    expect(cases).toHaveLength(3);
    expect(describeCases(cases)).toContain('version 1, 3 cases, digest');
    await lock({ itemCount: 4 });
    const changed = loadCases('questions', { folder, environment });
    expect(await expectCode(changed, 'CASES_CHANGED')).toMatchObject({
      message: expect.stringContaining(': 3 with the digest ') as string,
      details: { itemCount: 3 },
    });
  });

  it('gives keys that objects have members of as they are, from a store and from a file', async () => {
    const odd = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as Record<string, unknown>;
    const item = { input: odd, expectedOutput: odd, context: odd, source: odd, attributes: odd };
    const { folder, lock, vendor } = await lockedFolder([item]);
    for (const file of [undefined, 'questions.jsonl']) {
      await vendor('questions.jsonl');
      await lock(file === undefined ? {} : { file });
      const [one] = await loadCases('questions', { folder, environment });
      const { input, expectedOutput, context, source, attributes } = one ?? {};
      const found = { input, expectedOutput, context, source, attributes };
      expect(JSON.stringify(found)).toBe(JSON.stringify(item));
    }
  });

  it('has no options but its own', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const options = { folder, environment, splits: ['test'] };
    await expect(loadCases('questions', options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('no option splits. It has split, ') as string,
      details: { option: 'splits' },
    });
  });

  it('needs the lock file, unless told otherwise', async () => {
    const { folder, storage, datasetId } = await lockedFolder(ITEMS);
    await expectCode(loadCases('answers', { folder, environment }), 'NOT_LOCKED');
    await storage.addItem({ datasetId, input: 'later' });
    const unlocked = await loadCases('questions', { folder, environment, unlocked: true });
    expect(unlocked.map(({ input }) => input).at(-1)).toBe('later');
    await rm(join(folder, 'datasets.lock.json'));
    await expectCode(loadCases('questions', { folder, environment }), 'LOCK_FILE_NOT_FOUND');
    expect(await loadCases('questions', { folder, environment, unlocked: true })).toHaveLength(5);
    const unknown = loadCases('answers', { folder, environment, unlocked: true });
    await expectCode(unknown, 'NO_CASES');
  });

  it('reads the store that the environment names, and makes none', async () => {
    const { folder, entry } = await lockedFolder(ITEMS);
    const url = `file:${join(folder, 'mastra.db')}`;
    // A job of CI has empty variables for what it lacks.
    const unset = {
      MASTRA_DATASETS_AUTH_TOKEN: '',
      MASTRA_DATASETS_SCHEMA: '',
      MASTRA_DATASETS_TABLE_PREFIX: '',
    };
    const named = { MASTRA_DATASETS_URL: url, ...unset };
    expect(await loadCases('questions', { folder, environment: named })).toHaveLength(
      entry.itemCount,
    );
    const path = join(folder, 'absent.db');
    const absent = { MASTRA_DATASETS_URL: path };
    const loading = loadCases('questions', { folder, environment: absent });
    await expectCode(loading, 'STORE_NOT_FOUND');
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it.each(['file:100%.db', 'file:///100%.db', tmpdir()])(
    'tells of a name that is no database file: %s',
    async (url) => {
      const { folder } = await lockedFolder(ITEMS);
      const named = { MASTRA_DATASETS_URL: url };
      const loading = loadCases('questions', { folder, environment: named });
      const { message } = await expectCode(loading, 'STORE_NOT_FOUND');
      expect(message).toContain(url);
    },
  );

  it('makes no tables in a database of somebody else', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const url = `file:${join(folder, 'notes.db')}`;
    const client = createClient({ url });
    onTestFinished(() => {
      client.close();
    });
    await client.execute('CREATE TABLE notes (text)');
    for (const unlocked of [false, true]) {
      const named = { MASTRA_DATASETS_URL: url };
      const loading = loadCases('questions', { folder, environment: named, unlocked });
      expect((await expectCode(loading, 'STORE_NOT_FOUND')).message).toContain('no datasets in');
    }
    const { rows } = await client.execute('SELECT name FROM sqlite_master');
    expect(rows.map((row) => row['name'])).toEqual(['notes']);
  });

  it('tells of a schema that a file cannot have', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const url = `file:${join(folder, 'mastra.db')}`;
    const named = { MASTRA_DATASETS_URL: url, MASTRA_DATASETS_SCHEMA: 'evals' };
    const loading = loadCases('questions', { folder, environment: named });
    expect((await expectCode(loading, 'STORE_NOT_FOUND')).message).toContain('no schemas');
  });

  it('finds the tables by their prefix', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const url = `file:${join(folder, 'prefixed.db')}`;
    const storage = new DatasetsLibSQL({ url, tablePrefix: 'evals_' });
    const { id: datasetId } = await storage.createDataset({ name: 'questions' });
    await storage.addItem({ datasetId, input: 1 });
    await storage.close();
    const load = (variables: object) => {
      const named = { MASTRA_DATASETS_URL: url, ...variables };
      return loadCases('questions', { folder, environment: named, unlocked: true });
    };
    expect(await load({ MASTRA_DATASETS_TABLE_PREFIX: 'evals_' })).toHaveLength(1);
    await expectCode(load({}), 'STORE_NOT_FOUND');
  });
});

describe('describeCases', () => {
  it('says what was loaded, with the digest of just these cases', async () => {
    const { folder, entry } = await lockedFolder(ITEMS);
    const all = await loadCases('questions', { folder, environment });
    expect(describeCases(all)).toBe(`questions version 1, 4 cases, digest ${entry.digest}`);
    const where = { 'context.eu': true };
    const sample = { size: 1, seed: 'a' };
    const some = await loadCases('questions', { folder, environment, where, sample });
    const line = describeCases(some);
    expect(line).toContain('questions version 1, 1 case where {"context.eu":true} of the sample ');
    expect(line).toMatch(/, digest [0-9a-f]{64}$/);
    expect(line).not.toContain(entry.digest);
  });

  it('says which version an unlocked list is of', async () => {
    const { folder, storage, datasetId } = await lockedFolder(ITEMS);
    await storage.addItem({ datasetId, input: 'later' });
    const cases = await loadCases('questions', { folder, environment, unlocked: true });
    const digest = await storage.snapshotDigest({ datasetId });
    expect(describeCases(cases)).toBe(`questions version 2, 5 cases, digest ${digest}`);
  });

  it('refuses a list that was not loaded', async () => {
    const { folder } = await lockedFolder(ITEMS);
    const cases = await loadCases('questions', { folder, environment });
    expect(() => describeCases(cases.slice(1))).toThrow(
      expect.objectContaining({ code: 'RUN_INVALID' }),
    );
  });
});
