import { inspect } from 'node:util';
import { DatasetsError, Mastra } from '@mastra-datasets/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { DatasetsLibSQL, LibSQLStore, type DatasetsLibSQLOptions } from '../src/index.js';

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('options', () => {
  const bad: { options: Record<string, unknown>; path: string }[] = [
    { options: { url: '' }, path: 'url' },
    { options: { url: ':memory:', tablePrefix: 'a-b' }, path: 'tablePrefix' },
    { options: { url: ':memory:', tablePrefix: '1st' }, path: 'tablePrefix' },
    { options: { url: ':memory:', busyTimeoutMs: -1 }, path: 'busyTimeoutMs' },
    { options: { url: ':memory:', requestTimeoutMs: 0 }, path: 'requestTimeoutMs' },
    { options: { url: ':memory:', requestTimeoutMs: 2 ** 31 }, path: 'requestTimeoutMs' },
    { options: { url: ':memory:', requestTimeoutMs: Number.NaN }, path: 'requestTimeoutMs' },
    { options: { url: ':memory:', tableprefix: 'x_' }, path: 'tableprefix' },
    { options: { url: ':memory:', busyTimeout: 1 }, path: 'busyTimeout' },
    { options: { url: ':memory:', limits: { itemSise: 1 } }, path: 'limits.itemSise' },
  ];
  it.each(bad)('refuse $path of $options', ({ options, path }) => {
    const open = () => Reflect.construct(DatasetsLibSQL, [options]) as unknown;
    expect(open).toThrow(DatasetsError);
    expect(open).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(open).toThrow(new RegExp(`^${path}: `));
  });

  it.each([
    ['url', { url: 'http://user:SECRET@127.0.0.1:1' }],
    ['url', { url: 'wss://SECRET@127.0.0.1:1' }],
    ['syncUrl', { url: 'file:replica.db', syncUrl: 'LIBSQL://user:SECRET@127.0.0.1:1' }],
    ['authToken', { url: 'http://127.0.0.1:1', authToken: 'SECRET\nTOKEN' }],
  ])('refuse a secret in %s that could leak, and do not repeat it', (path, options) => {
    const open = () => new DatasetsLibSQL(options);
    expect(open).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(open).toThrow(new RegExp(`^${path}: `));
    expect(inspect(thrownBy(open), { depth: null })).not.toContain('SECRET');
  });

  it.each([null, { url: ':memory:', limits: null }, { client: null }, { client: 5 }])(
    'of callers without types are refused in the same way: %s',
    (options) => {
      const open = () => new DatasetsLibSQL(options as unknown as DatasetsLibSQLOptions);
      expect(open).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );

  it('refuse an address that the driver does not know at the first use', async () => {
    const storage = new DatasetsLibSQL({ url: 'gopher://localhost' });
    await expect(storage.init()).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'url' },
    });
  });

  it('name a file that cannot be opened in STORAGE_FAILED', async () => {
    const storage = new DatasetsLibSQL({ url: 'file:/no/such/folder/test.db' });
    await expect(storage.init()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('without a syncUrl refuse sync()', async () => {
    const storage = new DatasetsLibSQL({ url: ':memory:' });
    await expect(storage.sync()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await storage.close();
  });
});

describe('unknown options', () => {
  it('are refused with the name that was probably meant', () => {
    const open = () =>
      new DatasetsLibSQL({ url: ':memory:', tableprefix: 'x_' } as { url: string });
    expect(open).toThrow(/tablePrefix/);
  });

  it('count as absent where they are undefined', async () => {
    const options = { url: ':memory:', other: undefined };
    await new DatasetsLibSQL(options).close();
  });
});

describe('LibSQLStore', () => {
  it('has the datasets domain', async () => {
    const store = new LibSQLStore({ url: ':memory:' });
    expect(store.datasets).toBeInstanceOf(DatasetsLibSQL);
    expect(await store.getStore('datasets')).toBe(store.datasets);
    await store.close();
  });

  it('keeps the type of its datasets, also behind Mastra', async () => {
    const { datasets } = new Mastra({ storage: new LibSQLStore({ url: ':memory:' }) }).getStorage();
    expectTypeOf(datasets).toEqualTypeOf<DatasetsLibSQL>();
    const { id: datasetId } = await datasets.createDataset({ name: 'd' });
    const target = new DatasetsLibSQL({ url: ':memory:' });
    expect(await datasets.copyDatasetTo(target, { datasetId })).toMatchObject({ copied: 1 });
    await Promise.all([datasets.close(), target.close()]);
  });
});
