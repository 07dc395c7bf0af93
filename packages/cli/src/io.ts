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
  /** Tells of interruptions; where nobody listens to it, they end the process. */
  readonly signal: AbortSignal;
}

/** The streams and the environment of the process. */
export function processIo(signal: AbortSignal): Io {
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal };
}

/** Throws `INTERRUPTED` once the work is to end. */
export function assertRunning({ signal }: Pick<Io, 'signal'>): void {
  if (signal.aborted) throw new CliError('INTERRUPTED', 'Interrupted; nothing was changed.');
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

/** Writes text, and waits when the reader is slower. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((done) => {
    // A stream whose reader has gone never drains.
    stream
      .once('drain', done)
      .once('close', done)
      .once('error', () => {
        done();
      });
  });
}
