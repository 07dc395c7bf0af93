#!/usr/bin/env node
import { getEventListeners } from 'node:events';
import { EXIT_CODES } from './errors.js';
import { processIo } from './io.js';
import { run } from './run.js';

const interruption = new AbortController();
const { signal } = interruption;
process.on('SIGINT', () => {
  // Whoever listens cleans up; a second interruption does not wait for that.
  const isHandled = getEventListeners(signal, 'abort').length > 0;
  if (signal.aborted || !isHandled) process.exit(EXIT_CODES.interrupted);
  interruption.abort();
});

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODES.ok);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), processIo(signal));
