import { InMemoryStore } from '@mastra/core/storage';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { withVersionedDatasets } from '../../src/index.js';
import { testContract } from './contract.js';

testContract({
  kind: 'bridge',
  create: () => Promise.resolve(withVersionedDatasets(new InMemoryStore(), new DatasetsInMemory())),
});
