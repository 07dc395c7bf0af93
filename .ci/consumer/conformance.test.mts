import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';

runDatasetsConformance({
  name: 'the packed packages',
  create: (options) => Promise.resolve(new DatasetsInMemory(options)),
  model: { runs: 5, maximumLength: 20 },
});
