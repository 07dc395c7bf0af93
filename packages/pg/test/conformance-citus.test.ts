import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { citusEach, postgresConfiguration } from './postgres-configuration.js';
import { asOfShard } from './wire-messages.js';

const configuration = await postgresConfiguration(citusEach, {}, { rewrite: asOfShard });

runDatasetsConformance({
  name: 'DatasetsPG with functions for commits, as if on Citus with the shards at hand',
  ...configuration,
  model: { runs: 50 },
  report: reportFigure,
});
