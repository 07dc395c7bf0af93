import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { afterAll } from 'vitest';
import { serverConfiguration } from './server-configuration.js';

const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let files = 0;

const { create, reopen, destroy } = serverConfiguration({
  urlOf: ({ httpUrl }) => httpUrl,
  connect: (syncUrl) => {
    files += 1;
    return { url: `file:${join(folder, `${files}.db`)}`, syncUrl };
  },
  // A new replica fetches all that ever happened on its server.
  storagesPerServer: 10,
});

runDatasetsConformance({
  name: 'DatasetsLibSQL in an embedded replica',
  create,
  reopen,
  destroy,
  model: { runs: 15 },
  fuzz: { runs: 40 },
  report: reportFigure,
});
