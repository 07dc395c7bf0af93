export {
  DatasetsInMemory,
  InMemoryStore,
  type DatasetsInMemoryOptions,
  type InMemoryStoreOptions,
} from './storage.js';
