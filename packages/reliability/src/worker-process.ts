import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programOf } from '@mastra-datasets/test-servers/programs';
import { readEntries, type JournalEntry } from './journal.js';
import {
  fromWorker,
  NO_PROGRESS,
  type Job,
  type Progress,
  type ToWorker,
} from './worker/messages.js';

const SOURCE = fileURLToPath(new URL('worker/main.ts', import.meta.url));

/** Somebody who waits until the process has made so many mutations. */
interface Waiter {
  readonly mutations: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that works on a storage, and can be killed. */
export class WorkerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #journal: string;
  readonly #waiters = new Set<Waiter>();
  #errors = '';
  #failure: Error | null = null;
  #progress = NO_PROGRESS;
  #isDone = false;
  #isOver = false;

  private constructor(program: string, folder: string, name: string) {
    this.name = name;
    this.#journal = join(folder, `${name}.jsonl`);
    const output = openSync(this.#journal, 'a');
    this.#child = fork(program, {
      execArgv: [],
      // A file, so that a line that was written is there whatever happens to either process.
      stdio: ['ignore', output, 'pipe', 'ipc'],
    });
    closeSync(output);
    running.add(this.#child);
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#errors += data.toString('utf8');
    });
    this.#child.on('message', (message) => {
      this.#take(message);
    });
    // Later than its exit: by then, all that it wrote has been read.
    this.#child.once('close', (code, signal) => {
      running.delete(this.#child);
      this.#isOver = true;
      this.#settle(new Error(`${name} has ended (${code ?? signal}): ${this.#errors}`));
    });
  }

  /** Starts a process that waits for its job, and writes its journal to a file of the folder. */
  static async start(folder: string, name: string): Promise<WorkerProcess> {
    const worker = new WorkerProcess(await programOf(SOURCE), folder, name);
    await worker.#until(0);
    return worker;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** What it has written down until now. */
  get entries(): JournalEntry[] {
    return readEntries(this.#journal);
  }

  run(job: Job): void {
    this.#send({ type: 'run', job });
  }

  /** Waits until it has made so many mutations in all. Rejects when it fails or ends before. */
  async untilMutations(count: number): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#progress.mutations < count) await this.#until(count);
  }

  /** Waits until its job is done. Rejects with what the job failed with. */
  async untilEnd(): Promise<Progress> {
    if (!this.#isOver) await once(this.#child, 'close');
    if (this.#failure !== null) throw this.#failure;
    if (!this.#isDone) throw new Error(`${this.name} ended too early: ${this.#errors}`);
    return this.#progress;
  }

  /** Lets it end loops without an end, and waits until it is over. */
  async stop(): Promise<Progress> {
    this.#send({ type: 'stop' });
    return this.untilEnd();
  }

  /** Ends it as a power failure would, and waits until it is gone. Rejects when it had failed. */
  async kill(): Promise<void> {
    if (!this.#isOver) {
      const exited = once(this.#child, 'close');
      this.#child.kill('SIGKILL');
      await exited;
    }
    if (this.#failure !== null) throw this.#failure;
  }

  #until(mutations: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.add({ mutations, resolve, reject });
    });
  }

  #send(message: ToWorker): void {
    // A process that is gone shows in what is waited for.
    this.#child.send(message, () => undefined);
  }

  #take(given: unknown): void {
    const message = fromWorker.parse(given);
    switch (message.type) {
      case 'ready':
        this.#release(0);
        break;
      case 'progress':
      case 'ended':
        this.#isDone = message.type === 'ended';
        this.#progress = message.progress;
        this.#release(message.progress.mutations);
        break;
      case 'failed':
        this.#failure = new Error(`${this.name} failed: ${message.reason}`);
        this.#settle(this.#failure);
    }
  }

  #release(mutations: number): void {
    for (const waiter of this.#waiters) {
      if (waiter.mutations > mutations) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  #settle(error: Error): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }
}
