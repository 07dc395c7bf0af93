import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programOf } from '@mastra-datasets/test-servers/programs';
import { fromWriter, type WriterJob } from './messages.js';

const SOURCE = fileURLToPath(new URL('writer.ts', import.meta.url));

/** A process that keeps writing to a dataset. */
export class WriterProcess {
  readonly #child: ChildProcess;
  #commits = 0;
  #failure: string | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => {
      const told = fromWriter.parse(message);
      if (told.type === 'progress') this.#commits = told.commits;
      else this.#failure = told.reason;
    });
  }

  /** Starts it, and waits for its first commits. */
  static async start(job: WriterJob): Promise<WriterProcess> {
    const child = fork(await programOf(SOURCE), { execArgv: [] });
    const writer = new WriterProcess(child);
    child.send({ type: 'run', job });
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    writer.check();
    return writer;
  }

  /** How many commits it has made so far. */
  get commits(): number {
    return this.#commits;
  }

  /** Throws when it has failed, or is gone. */
  check(): void {
    const { exitCode, signalCode } = this.#child;
    const end = exitCode ?? signalCode;
    if (this.#failure !== null || end !== null) {
      throw new Error(`The writer has ended (${end ?? 'disconnected'}): ${this.#failure ?? ''}`);
    }
  }

  /** Lets it make its last commit, and waits until it is gone. Rejects when it had failed. */
  async stop(): Promise<void> {
    this.check();
    const exited = once(this.#child, 'exit');
    this.#child.send({ type: 'stop' });
    await exited;
  }

  /** Ends it at once, if it is still there. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
