import { join } from 'node:path';
import { InMemoryStore, type MastraCompositeStore } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { withVersionedDatasets } from '../src/index.js';

type MakeStore = (folder: string) => MastraCompositeStore;

/** The ways in which a storage is put beside Mastra's own store. */
export const STORES: readonly [name: string, make: MakeStore][] = [
  ['in memory', () => withVersionedDatasets(new InMemoryStore(), new DatasetsInMemory())],
  [
    'in the file of the other data',
    (folder) => {
      const url = `file:${join(folder, 'app.db')}`;
      const datasets = new DatasetsLibSQL({ url, tablePrefix: 'versioned_' });
      return withVersionedDatasets(new LibSQLStore({ id: 'app', url }), datasets);
    },
  ],
  [
    'in a file of its own',
    (folder) => {
      const store = new LibSQLStore({ id: 'app', url: `file:${join(folder, 'rest.db')}` });
      const url = `file:${join(folder, 'datasets.db')}`;
      return withVersionedDatasets(store, new DatasetsLibSQL({ url }));
    },
  ],
];
