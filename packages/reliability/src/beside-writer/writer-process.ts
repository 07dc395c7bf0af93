import { fileURLToPath } from 'node:url';
import { ProgramProcess } from '../program-process.js';
import { fromWriter, type WriterJob } from './messages.js';

const SOURCE = fileURLToPath(new URL('writer.ts', import.meta.url));

/** A process that keeps writing to a dataset. */
export class WriterProcess {
  readonly #program: ProgramProcess;
  #commits = 0;
  #failure: string | null = null;

  private constructor(program: ProgramProcess) {
    this.#program = program;
    program.child.on('message', (message) => {
      const told = fromWriter.parse(message);
      if (told.type === 'progress') this.#commits = told.commits;
      else this.#failure = told.reason;
    });
  }

  /** Starts it, and waits for its first commits. */
  static async start(job: WriterJob): Promise<WriterProcess> {
    const program = await ProgramProcess.start('The writer', SOURCE);
    const writer = new WriterProcess(program);
    program.child.send({ type: 'run', job });
    await program.nextMessage();
    writer.check();
    return writer;
  }

  /** How many commits it has made so far. */
  get commits(): number {
    return this.#commits;
  }

  /** Throws when it has failed, or is gone. */
  check(): void {
    if (this.#failure !== null) throw new Error(`The writer has failed: ${this.#failure}`);
    if (this.#program.isOver) throw this.#program.earlyEnd();
  }

  /** Lets it make its last commit, and waits until it is gone. Rejects when it had failed. */
  async stop(): Promise<void> {
    this.check();
    this.#program.child.send({ type: 'stop' });
    await this.#program.untilClosed();
    if (this.#failure !== null) this.check();
  }

  /** Ends it at once, if it is still there. */
  kill(): void {
    this.#program.kill();
  }
}
