import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { fileConfiguration } from './file-configuration.js';

const { create, reopen, connect, busy, createForeign } = await fileConfiguration();

runDatasetsConformance({
  name: 'DatasetsLibSQL in a file',
  create,
  reopen,
  connect,
  busy,
  createForeign,
  report: reportFigure,
});
