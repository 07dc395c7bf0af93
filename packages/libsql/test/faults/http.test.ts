import { startSqld } from '@mastra-datasets/test-servers';
import { afterAll, describe } from 'vitest';
import { openFaultyClient } from './client-faults.js';
import { runFaults } from './run-faults.js';

const server = await startSqld();
afterAll(() => server.stop());

describe('faults of a client of a server over HTTP', () => {
  runFaults(server.wsUrl, (clock) => openFaultyClient(server.httpUrl, clock));
});
