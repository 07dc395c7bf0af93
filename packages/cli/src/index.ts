export { EXIT_CODES, type ExitCode } from './errors.js';
export type { Io, OutputStream } from './io.js';
export { run } from './run.js';
