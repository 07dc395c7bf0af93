import type { Readable, Writable } from 'node:stream';
import { resolve } from 'node:path';
import { CliError } from './errors.js';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Where a command reads, writes and looks. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /**
   * Tells of interruptions, with the name of the process's signal as the reason; where nobody listens
   * to it, they end the process.
   */
  readonly signal: AbortSignal;
  /** Gives the present, by which times are told; default: the clock of the system. */
  readonly now?: () => Date;
  /** Opens an address in the user's browser; default: the browser of the system. */
  readonly openAddress?: (address: string) => Promise<void>;
}

/** The streams and the environment of the process. */
export function processIo(signal: AbortSignal): Io {
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal };
}

const CODES_OF_SIGNALS: ReadonlyMap<unknown, 'TERMINATED' | 'HUNG_UP'> = new Map([
  ['SIGTERM', 'TERMINATED'],
  ['SIGHUP', 'HUNG_UP'],
]);

/** Throws `INTERRUPTED`, or what the reason of the signal asks for, once the work is to end. */
export function assertRunning({ signal }: Pick<Io, 'signal'>): void {
  if (!signal.aborted) return;
  const code = CODES_OF_SIGNALS.get(signal.reason) ?? 'INTERRUPTED';
  throw new CliError(code, 'Interrupted; nothing was changed.');
}

/** Does work that looks out for interruptions itself, and cleans up before it ends. */
export async function cleaningUp<Result>(
  { signal }: Pick<Io, 'signal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const listener = () => undefined;
  signal.addEventListener('abort', listener);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

/** Makes a path absolute. */
export function pathOf({ cwd }: Pick<Io, 'cwd'>, file: string): string {
  return resolve(cwd, file);
}

/** Whoever read the output has gone, as `head` does. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** Writes text, and waits until it is written. Throws {@link ReaderGone}, or `FILE_FAILED`. */
export async function write(stream: Writable, text: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((done) => {
    stream.write(text, done);
  });
  if (error === null || error === undefined) return;
  if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') {
    throw new ReaderGone(error.message, { cause: error });
  }
  throw new CliError('FILE_FAILED', `The output cannot be written: ${error.message}.`, {
    hint: 'check where it goes, and the space left there',
    cause: error,
  });
}
