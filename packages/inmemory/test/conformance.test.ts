import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { DatasetsInMemory } from '../src/index.js';

runDatasetsConformance({
  name: 'DatasetsInMemory',
  create: (options) => Promise.resolve(new DatasetsInMemory(options)),
});
