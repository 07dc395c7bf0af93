import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  DatasetsError,
  DatasetsStorage,
  Mastra,
  MastraCompositeStore,
  type Dataset,
} from '../src/index.js';
import { SpyStorage } from './spy-storage.js';

describe('MastraCompositeStore', () => {
  it('gives its datasets domain by property and by name', async () => {
    const datasets = new SpyStorage();
    const store = new MastraCompositeStore({ id: 'main', domains: { datasets } });
    expect(store.datasets).toBe(datasets);
    expect(await store.getStore('datasets')).toBe(datasets);
    expect(store.stores.datasets).toBe(datasets);
  });

  it('takes from default the domains that it is not given', () => {
    const inner = new SpyStorage();
    const outer = new SpyStorage();
    const fallback = new MastraCompositeStore({ domains: { datasets: inner } });
    expect(new MastraCompositeStore({ default: fallback }).datasets).toBe(inner);
    const composed = new MastraCompositeStore({ default: fallback, domains: { datasets: outer } });
    expect(composed.datasets).toBe(outer);
  });

  it('without the domain gives NOT_SUPPORTED', async () => {
    const store = new MastraCompositeStore({ id: 'empty' });
    const expected = { code: 'NOT_SUPPORTED', details: { store: 'empty', domain: 'datasets' } };
    expect(() => store.datasets).toThrow(expect.objectContaining(expected));
    await expect(store.getStore('datasets')).rejects.toMatchObject(expected);
    await expect(store.init()).resolves.toBeUndefined();
  });

  it('initialises its domains once, also for concurrent callers', async () => {
    const datasets = new SpyStorage();
    const store = new MastraCompositeStore({ domains: { datasets } });
    await Promise.all([store.init(), store.init(), datasets.init()]);
    await store.init();
    expect(datasets.calls).toEqual([['initialize']]);
  });

  it('initialises again after a failure', async () => {
    const datasets = new SpyStorage();
    const store = new MastraCompositeStore({ domains: { datasets } });
    datasets.failures.push(new Error('not yet'));
    await expect(store.init()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(store.init()).resolves.toBeUndefined();
  });

  it('closes its domains', async () => {
    const datasets = new SpyStorage();
    const store = new MastraCompositeStore({ domains: { datasets } });
    await store.close();
    await expect(store.datasets.getDatasetById({ id: 'x' })).rejects.toMatchObject({
      code: 'CLOSED',
    });
  });
});

describe('the options of Mastra and of a store', () => {
  it.each([
    ['Mastra', Mastra, { storage: new MastraCompositeStore({}) }, 'agents'],
    ['MastraCompositeStore', MastraCompositeStore, {}, 'domain'],
    ['the domains', MastraCompositeStore, { domains: {} }, 'domains.dataset'],
  ])('of %s are closed', (_, type, options, path) => {
    const key = path.replace('domains.', '');
    const given = (value: unknown) =>
      key === path ? { ...options, [key]: value } : { domains: { [key]: value } };
    expect(() => Reflect.construct(type, [given({})]) as unknown).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        details: expect.objectContaining({ path }) as object,
      }),
    );
    expect(() => Reflect.construct(type, [given(undefined)]) as unknown).not.toThrow();
  });
});

describe('Mastra', () => {
  it('gives the very store it was made with, typed', () => {
    class Store extends MastraCompositeStore {
      readonly extra = 1;
    }
    const storage = new Store({ domains: { datasets: new SpyStorage() } });
    const mastra = new Mastra({ storage });
    expect(mastra.getStorage()).toBe(storage);
    expectTypeOf(mastra.getStorage().extra).toEqualTypeOf<number>();
    const datasets = mastra.getStorage().datasets;
    expectTypeOf(datasets)
      .toHaveProperty('createDataset')
      .returns.resolves.toEqualTypeOf<Dataset>();
  });

  it('refuses what is no store', () => {
    for (const options of [undefined, null, {}, { storage: null }, { storage: {} }]) {
      expect(() => Reflect.construct(Mastra, [options]) as unknown).toThrow(DatasetsError);
    }
  });
});

describe('DatasetsStorage', () => {
  it('names its component, domain and tables', () => {
    const storage = new SpyStorage();
    expect(storage).toBeInstanceOf(DatasetsStorage);
    expect([storage.component, storage.name]).toEqual(['STORAGE', 'DATASETS']);
    expect(Object.keys(DatasetsStorage.tables)).toEqual([
      'mastra_datasets',
      'mastra_dataset_items',
      'mastra_dataset_item_history',
      'mastra_dataset_versions',
      'mastra_dataset_tags',
      'mastra_dataset_staged_items',
      'mastra_dataset_attributes',
    ]);
  });
});
