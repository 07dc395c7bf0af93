import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { createDatasetsApp } from '../src/index.js';
import type { OpenApiDocument } from '../src/openapi.js';
import { HttpStorage } from './support/http-storage.js';
import { ObservedStorage } from './support/import-client.js';

/** What the suite asks for at once, and in one answer. */
const limits = {
  pageLength: false,
  bodySize: 300_000_000,
  requests: 10_000,
  streams: 10_000,
} as const;

runDatasetsConformance({
  name: 'A storage behind the API',
  create: async (options) => {
    const storage = new ObservedStorage(options);
    const app = createDatasetsApp({ storage, tokens: false, limits });
    const described = await app.request('http://localhost/api/v1/openapi.json');
    return new HttpStorage(app, (await described.json()) as OpenApiDocument, storage);
  },
  // The logic behind is that of the storage, which has a suite of its own.
  model: { runs: 30 },
  fuzz: { runs: 40 },
  report: reportFigure,
});
