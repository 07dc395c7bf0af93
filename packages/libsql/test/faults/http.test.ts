import { startSqld } from '@mastra-datasets/test-servers';
import { afterAll, describe } from 'vitest';
import { runFaults } from './run-faults.js';

const server = await startSqld();
afterAll(() => server.stop());

describe('faults of a client of a server over HTTP', () => {
  runFaults({ url: server.httpUrl, observerUrl: server.wsUrl });
});
