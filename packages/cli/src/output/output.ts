import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import type { DatasetVersion } from '@mastra-datasets/core';
import { write, type Io, type OutputStream } from '../io.js';
import { Pager, pagerOf } from './pager.js';
import { localTime, relativeTime } from './times.js';

/** What colours text, or leaves it alone where there are no colours. */
export type Colours = ReturnType<typeof pc.createColors>;

/** The width of texts where no terminal says one. */
const DEFAULT_WIDTH = 100;

/** From here on, tables have room for a time in both forms. */
const WIDE = 100;

/** Whether a stream is a terminal that wants colours; see https://no-color.org. */
function wantsColours(stream: OutputStream, env: Io['env']): boolean {
  const { NO_COLOR: off = '', TERM: terminal } = env;
  return stream.isTTY === true && off === '' && terminal !== 'dumb';
}

/** Gives the colours of a stream. */
export function coloursOf(stream: OutputStream, env: Io['env']): Colours {
  return pc.createColors(wantsColours(stream, env));
}

/** How a command prints. */
export interface OutputOptions {
  /** Results are JSON documents; default `false`. */
  readonly isJson?: boolean;
  /** Long results go through a pager at a terminal; default `false`. */
  readonly isPaged?: boolean;
}

/** Prints results to standard output, as text or as JSON, and notes to standard error. */
export class Output {
  readonly isJson: boolean;
  readonly colours: Colours;
  /** Whether results are read at a terminal rather than by a program. */
  readonly isTerminal: boolean;
  readonly #io: Io;
  readonly #pager: string | null;
  readonly #notes: string[] = [];
  #opened: Pager | null = null;

  constructor(io: Io, { isJson = false, isPaged = false }: OutputOptions = {}) {
    this.#io = io;
    this.isJson = isJson;
    this.colours = coloursOf(io.stdout, io.env);
    this.isTerminal = io.stdout.isTTY === true;
    this.#pager = isPaged && this.isTerminal && !isJson ? pagerOf(io) : null;
  }

  /** How many columns the terminal has; 100 where there is none. */
  get width(): number {
    // Some that are no real terminals say 0.
    const { columns = 0 } = this.#io.stdout;
    return columns > 0 ? columns : DEFAULT_WIDTH;
  }

  /** The present, by which times are told. */
  get now(): Date {
    return this.#io.now?.() ?? new Date();
  }

  /**
   * A time: at a terminal the local one, and how long ago it is; elsewhere in ISO 8601, to the
   * millisecond, which is how versions are named.
   */
  time(date: Date): string {
    if (!this.isTerminal) return date.toISOString();
    return `${localTime(date)} (${relativeTime(date, this.now)})`;
  }

  /** As {@link time}, without the local one where the terminal is narrow. */
  shortTime(date: Date): string {
    return this.isTerminal && this.width < WIDE ? relativeTime(date, this.now) : this.time(date);
  }

  /** Names a version by its number, by what the command line called it, and by its time. */
  versionName({
    number,
    version,
    reading,
  }: Pick<DatasetVersion, 'number' | 'version'> & {
    readonly reading?: string | undefined;
  }): string {
    const time = this.isTerminal ? relativeTime(version, this.now) : version.toISOString();
    return `version ${number} (${reading === undefined ? '' : `${reading}, `}${time})`;
  }

  /** Prints a result: the value as a JSON document, or the text that stands for it. */
  async result(value: unknown, text: () => string): Promise<void> {
    if (this.isJson) await this.print(JSON.stringify(value, null, 2));
    else await this.printSentence(text());
  }

  /** Prints a text; a single line that is wider than the terminal is broken between words. */
  async printSentence(text: string): Promise<void> {
    await this.print(text.includes('\n') ? text : this.wrapped(text));
  }

  /** Breaks a line that is wider than the terminal between its words. */
  wrapped(line: string): string {
    return this.isTerminal ? wrapAnsi(line, this.width, { hard: true, trim: false }) : line;
  }

  /** Prints lines as they are. */
  async print(line: string): Promise<void> {
    await this.printPart(`${line}\n`);
  }

  /** Prints a part of a line. */
  async printPart(text: string): Promise<void> {
    // The pager comes with the first text, so that an error before it is shown without one.
    if (this.#pager !== null) this.#opened ??= new Pager(this.#pager, this.#io);
    await write(this.#opened?.input ?? this.#io.stdout, text);
  }

  /** Tells something that is not part of the result. */
  async note(line: string): Promise<void> {
    // A pager has the screen for itself.
    if (this.#pager !== null) this.#notes.push(line);
    else await write(this.#io.stderr, `${line}\n`);
  }

  /** Waits until the user has left the pager, and tells what there is to tell. */
  async close(): Promise<void> {
    try {
      await this.#opened?.close();
    } finally {
      for (const line of this.#notes.splice(0)) await write(this.#io.stderr, `${line}\n`);
    }
  }
}
