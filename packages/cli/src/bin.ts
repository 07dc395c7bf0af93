#!/usr/bin/env node
import { getEventListeners } from 'node:events';
import { EXIT_CODES } from './errors.js';
import { processIo } from './io.js';
import { hasOpenPager } from './output/pager.js';
import { run } from './run.js';

const SIGNALS = [
  ['SIGHUP', EXIT_CODES.hungUp],
  ['SIGINT', EXIT_CODES.interrupted],
  ['SIGTERM', EXIT_CODES.terminated],
] as const;

const interruption = new AbortController();
const { signal } = interruption;
for (const [name, code] of SIGNALS) {
  process.on(name, () => {
    // A pager keeps the terminal until the user leaves it, and takes Ctrl-C for itself.
    if (name === 'SIGINT' && hasOpenPager()) return;
    // Whoever listens cleans up; a second interruption does not wait for that.
    const isHandled = getEventListeners(signal, 'abort').length > 0;
    if (signal.aborted || !isHandled) process.exit(code);
    interruption.abort(name);
  });
}

// Writes tell their own failures, except those of help and progress, which do not wait for them.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = EXIT_CODES.failed;
  });
}

const code = await run(process.argv.slice(2), processIo(signal));
if (code !== EXIT_CODES.ok) process.exitCode = code;
