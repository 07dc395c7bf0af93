import { Readable, Writable } from 'node:stream';
import { run, type Io } from '../../src/index.js';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a command runs. */
export interface CliOptions {
  readonly cwd: string;
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its streams are terminals. */
  readonly isTerminal?: boolean;
  /** How wide its terminal is; default 100. */
  readonly columns?: number;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  /** Told of all that was printed so far, each time there is more. */
  readonly onOutput?: (stdout: string) => void;
  /** Called in place of the browser of the system. */
  readonly openAddress?: (address: string) => Promise<void>;
}

/** Collects what is written to it. */
class Capture extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';

  constructor(
    isTTY: boolean,
    columns: number,
    private readonly onText: (text: string) => void = () => undefined,
  ) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    this.onText(this.text);
    done();
  }

  // What progress bars ask of terminals.
  cursorTo(): boolean {
    return true;
  }

  moveCursor(): boolean {
    return true;
  }

  clearLine(): boolean {
    return true;
  }
}

/** Runs a command within this process. */
export async function cli(
  parameters: readonly string[],
  { cwd, stdin = '', env = {}, isTerminal = false, columns = 100, ...options }: CliOptions,
): Promise<CliResult> {
  const { signal, now, onOutput, openAddress } = options;
  const stdout = new Capture(isTerminal, columns, onOutput);
  const stderr = new Capture(isTerminal, columns);
  const input: Io['stdin'] = Readable.from([Buffer.from(stdin)]);
  const io: Io = {
    stdin: input,
    stdout,
    stderr,
    env,
    cwd,
    signal: signal ?? new AbortController().signal,
    ...(now === undefined ? {} : { now: () => now }),
    ...(openAddress === undefined ? {} : { openAddress }),
  };
  const code = await run(parameters, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Runs a command that must succeed, and gives the JSON it prints. */
export async function cliJson(
  parameters: readonly string[],
  options: CliOptions,
): Promise<unknown> {
  const { code, stdout, stderr } = await cli([...parameters, '--json'], options);
  if (code !== 0) throw new Error(`${parameters.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as unknown;
}
