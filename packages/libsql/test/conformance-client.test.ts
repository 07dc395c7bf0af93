import { createClient } from '@libsql/client';
import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { DatasetsLibSQL } from '../src/index.js';
import { fileConfiguration } from './file-configuration.js';

const { newUrl } = await fileConfiguration();

runDatasetsConformance({
  name: 'DatasetsLibSQL with a client of the caller’s',
  create: ({ clock }) => {
    const client = createClient({ url: newUrl() });
    return Promise.resolve(new DatasetsLibSQL({ client, clock }));
  },
  // The client's default transactions are slower in a file without WAL mode.
  model: { runs: 50 },
  report: reportFigure,
});
