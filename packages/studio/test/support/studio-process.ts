import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('serve-file.ts', import.meta.url));

/** A server of the page in a process of its own. */
export interface StudioProcess {
  readonly url: string;
  /** Ends it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it is gone. */
  gone(): Promise<void>;
}

export interface StudioProcessOptions {
  /** The address of the file. */
  readonly file: string;
  /** The SHA-256 of the token that lets one in. */
  readonly sha256: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Where it is killed: before the file has a commit, or after that and before the answer. */
  readonly death?: 'before' | 'after';
}

/** Starts a server of the page of a file. It is killed after the test. */
export async function startStudioProcess(options: StudioProcessOptions): Promise<StudioProcess> {
  const { file, sha256, port = 0, death = '' } = options;
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=mastra-datasets-source', '--import', 'tsx'],
      ...[PROGRAM, file, String(port), sha256, death],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  const [url] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
    exit.then(() => {
      throw new Error('The server ended before it listened.');
    }),
  ]);
  const gone = async () => {
    await exit;
  };
  return { url, kill, gone };
}
