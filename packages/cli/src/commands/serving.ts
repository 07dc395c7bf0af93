import type { AccessToken } from '@mastra-datasets/server';
import { CliError } from '../errors.js';
import { cleaningUp, type Io } from '../io.js';
import { variable } from '../variables.js';

/** The port that an option names. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CliError('USAGE', `There is no port ${text}.`, { hint: 'give one from 0 to 65535' });
}

/** The variables of the environment that have tokens, with what those allow. */
const VARIABLES = [
  ['write', 'MASTRA_DATASETS_TOKEN'],
  ['read', 'MASTRA_DATASETS_READ_TOKEN'],
] as const;

/** The tokens of the environment. */
export function environmentTokens(
  { env }: Io,
  hashToken: (token: string) => string,
): AccessToken[] {
  return VARIABLES.flatMap(([role, name]) => {
    const token = variable(env, name);
    return token === undefined ? [] : [{ role, sha256: hashToken(token) }];
  });
}

/** Tells of a server that listens, until the command is interrupted; then closes it. */
export async function serveUntilInterrupted(
  io: Io,
  server: { close(): Promise<void> },
  announce: () => Promise<void>,
): Promise<void> {
  await cleaningUp(io, async () => {
    const interrupted = new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    try {
      await announce();
      await interrupted;
    } finally {
      await server.close();
    }
  });
}

/** Whether a server cannot listen because another one does. */
export function isPortTaken(error: unknown): boolean {
  return codeOf(error) === 'EADDRINUSE';
}

/** Says in the words of the command line that a server cannot listen. */
export function listeningError(error: unknown): unknown {
  if (isPortTaken(error)) {
    return new CliError('USAGE', 'The port is taken.', { hint: 'choose another with --port' });
  }
  if (['EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(codeOf(error))) {
    return new CliError('USAGE', 'It is not possible to listen there.', {
      hint: 'choose another --host or --port',
    });
  }
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
