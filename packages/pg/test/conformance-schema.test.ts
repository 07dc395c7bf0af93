import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { postgresConfiguration, schemaEach } from './postgres-configuration.js';

const configuration = await postgresConfiguration(
  schemaEach,
  { readYourWrites: true },
  { readsElsewhere: true },
);

runDatasetsConformance({
  name: 'DatasetsPG in a schema of its own, reading through a pool of its own',
  ...configuration,
  model: { runs: 50 },
  report: reportFigure,
});
