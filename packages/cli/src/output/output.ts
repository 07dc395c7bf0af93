import pc from 'picocolors';
import { write, type Io, type OutputStream } from '../io.js';

/** What colours text, or leaves it alone where there are no colours. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Whether a stream is a terminal that wants colours; see https://no-color.org. */
function wantsColours(stream: OutputStream, env: Io['env']): boolean {
  const { NO_COLOR: off = '', TERM: terminal } = env;
  return stream.isTTY === true && off === '' && terminal !== 'dumb';
}

/** Gives the colours of a stream. */
export function coloursOf(stream: OutputStream, env: Io['env']): Colours {
  return pc.createColors(wantsColours(stream, env));
}

/** Prints results to standard output, as text or as JSON, and notes to standard error. */
export class Output {
  readonly isJson: boolean;
  readonly colours: Colours;
  readonly #io: Io;

  constructor(io: Io, isJson: boolean) {
    this.#io = io;
    this.isJson = isJson;
    this.colours = coloursOf(io.stdout, io.env);
  }

  /** How many columns the terminal has; 100 where there is none. */
  get width(): number {
    return this.#io.stdout.columns ?? 100;
  }

  /** Prints a result: the value as a JSON document, or the text that stands for it. */
  async result(value: unknown, text: () => string): Promise<void> {
    await this.print(this.isJson ? JSON.stringify(value, null, 2) : text());
  }

  /** Prints a line. */
  async print(line: string): Promise<void> {
    await write(this.#io.stdout, `${line}\n`);
  }

  /** Prints a part of a line. */
  async printPart(text: string): Promise<void> {
    await write(this.#io.stdout, text);
  }

  /** Tells something that is not part of the result. */
  async note(line: string): Promise<void> {
    await write(this.#io.stderr, `${line}\n`);
  }
}
