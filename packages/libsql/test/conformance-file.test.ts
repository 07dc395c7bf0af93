import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { fileConfiguration } from './file-configuration.js';

const { create, reopen, connect } = await fileConfiguration();

runDatasetsConformance({
  name: 'DatasetsLibSQL in a file',
  create,
  reopen,
  connect,
  report: reportFigure,
});
