import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { postgresConfiguration, prefixEach } from './postgres-configuration.js';
import { asElsewhere } from './wire-messages.js';

const configuration = await postgresConfiguration(
  prefixEach,
  { distributed: true },
  { rewrite: asElsewhere },
);

runDatasetsConformance({
  name: 'DatasetsPG with a table prefix, as if on a server that spreads rows over machines',
  ...configuration,
  model: { runs: 50 },
  report: reportFigure,
});
