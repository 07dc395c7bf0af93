import { describe } from 'vitest';
import { fileConfiguration } from '../file-configuration.js';
import { openFaultyClient } from './client-faults.js';
import { runFaults } from './run-faults.js';

const { newUrl } = await fileConfiguration();
const url = newUrl();

describe('faults of a client of a local file', () => {
  runFaults(url, (clock) => openFaultyClient(url, clock));
});
