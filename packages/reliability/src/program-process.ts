import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { programOf } from '@mastra-datasets/test-servers/programs';

/** A process that runs a program of this package, and tells why it has ended. */
export class ProgramProcess {
  readonly name: string;
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #errors = '';

  private constructor(name: string, program: string) {
    this.name = name;
    this.child = fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    this.child.stderr?.on('data', (data: Buffer) => {
      this.#errors += data.toString('utf8');
    });
    this.#closed = once(this.child, 'close');
  }

  /** Starts the program of a source file of this package. */
  static async start(name: string, source: string): Promise<ProgramProcess> {
    return new ProgramProcess(name, await programOf(source));
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it is gone, and all that it wrote has been read. */
  async untilClosed(): Promise<void> {
    await this.#closed;
  }

  /** The error for an end that comes too early: how it ended, and what it wrote about that. */
  earlyEnd(): Error {
    const { exitCode, signalCode } = this.child;
    const end = exitCode ?? signalCode ?? 'disconnected';
    return new Error(`${this.name} has ended too early (${end}): ${this.#errors.trim()}`);
  }

  /** Gives its next message. Rejects with the reason when it ends before. */
  async nextMessage(): Promise<unknown> {
    const message: Promise<unknown[]> = once(this.child, 'message');
    const end = this.untilClosed().then(() => null);
    const answer = await Promise.race([message, end]);
    if (answer === null) throw this.earlyEnd();
    return answer[0];
  }

  /** Ends it at once, if it is still there. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}
