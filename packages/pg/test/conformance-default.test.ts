import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { databaseEach, postgresConfiguration } from './postgres-configuration.js';

const configuration = await postgresConfiguration(databaseEach);

runDatasetsConformance({
  name: 'DatasetsPG in the default schema',
  ...configuration,
  report: reportFigure,
});
