import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { serverConfiguration } from './server-configuration.js';

const { create, reopen, connect, destroy } = serverConfiguration({
  urlOf: ({ httpUrl }) => httpUrl,
});

runDatasetsConformance({
  name: 'DatasetsLibSQL on a server over HTTP',
  create,
  reopen,
  connect,
  destroy,
  model: { runs: 15 },
  fuzz: { runs: 40 },
  report: reportFigure,
});
