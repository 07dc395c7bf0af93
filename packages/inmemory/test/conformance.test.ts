import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { DatasetsInMemory } from '../src/index.js';

runDatasetsConformance({
  name: 'DatasetsInMemory',
  create: (options) => Promise.resolve(new DatasetsInMemory(options)),
  report: reportFigure,
});
