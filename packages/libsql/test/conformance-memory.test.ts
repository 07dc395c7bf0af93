import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { DatasetsLibSQL } from '../src/index.js';

runDatasetsConformance({
  name: 'DatasetsLibSQL in memory',
  create: ({ clock }) => Promise.resolve(new DatasetsLibSQL({ url: ':memory:', clock })),
  report: reportFigure,
});
