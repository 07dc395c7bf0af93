import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long a server may take until it answers, in milliseconds. After a crash it first writes its
 * files out and repeats its log, which takes minutes where the disk is busy.
 */
const START_TIMEOUT_MS = 240_000;

/** How often it is asked meanwhile, in milliseconds. */
const PROBE_INTERVAL_MS = 10;

/** How much of a server's output is kept for errors, in characters. */
const OUTPUT_LENGTH = 10_000;

/** A user of the system, by number. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to start a server, and how to find out that it answers. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The user that the server runs as; default: the present one. */
  readonly user?: SystemUser | undefined;
  /** Resolves to whether the server answers; may reject while it does not. */
  readonly probe: () => Promise<boolean>;
}

/** Servers that run, so that none outlives the tests. */
const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server in a process of its own, which can be killed and started again. */
export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #output = '';

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Starts the server and waits until it answers. Rejects with its output when it does not. */
  async start(): Promise<void> {
    const { file, args, user } = this.#command;
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...user });
    this.#child = child;
    this.#output = '';
    // Its own children hold its output open: those of PostgreSQL keep the data in use for a moment
    // after the first process was killed, and a server started meanwhile gives up.
    this.#gone = new Promise((resolve) => {
      child.once('close', () => {
        resolve();
      });
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.once('error', (error) => {
      this.#output += String(error);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#output = (this.#output + data.toString('utf8')).slice(-OUTPUT_LENGTH);
      });
    }
    await this.#untilReady(child);
  }

  /** Asks the server to end, with the signal it knows for that, and waits until it has. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    return this.#end(signal);
  }

  /** Ends the server as a power failure would, and waits until it and its children are gone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Makes the server hang: it keeps its connections but answers nothing. */
  suspend(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Lets a server go on that {@link suspend} made hang. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      if (await this.#command.probe().catch(() => false)) return;
      if (hasEnded(child) || performance.now() > deadline) {
        await this.kill();
        throw new Error(`${this.#command.file} did not start:\n${this.#output}`);
      }
      await delay(PROBE_INTERVAL_MS);
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    if (!hasEnded(child)) child.kill(signal);
    await this.#gone;
  }
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
