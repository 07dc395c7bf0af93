import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { fileConfiguration } from './file-configuration.js';

const { create, reopen, connect, busy, createForeign } = await fileConfiguration({
  tablePrefix: 'evaluation_',
});

runDatasetsConformance({
  name: 'DatasetsLibSQL with a table prefix',
  create,
  reopen,
  connect,
  busy,
  createForeign,
  report: reportFigure,
});
