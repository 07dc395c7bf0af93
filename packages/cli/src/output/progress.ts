import { SingleBar } from 'cli-progress';
import type { Io } from '../io.js';
import { coloursOf } from './output.js';

/** How many steps lie between two plain lines. */
const STEPS_BETWEEN_LINES = 100_000;

/** Shows how far work has come. */
export interface Progress {
  /** `part` of the whole is done; `steps` counts what was done, such as rows. */
  update(part: number, steps: number): void;
  /** Ends the display. */
  stop(): void;
}

/**
 * Shows a bar with rate and time left on a terminal, a line now and then elsewhere. Without a bar
 * where `whole` is 0, which says that nobody knows it.
 */
export function showProgress(io: Io, title: string, whole: number, thing: string): Progress {
  return io.stderr.isTTY === true
    ? new ProgressBar(io, title, whole, thing)
    : new ProgressLines(io, title, thing);
}

class ProgressBar implements Progress {
  readonly #bar: SingleBar;
  readonly #thing: string;
  readonly #isMeasured: boolean;
  readonly #started = performance.now();

  constructor(io: Io, title: string, whole: number, thing: string) {
    const { cyan } = coloursOf(io.stderr, io.env);
    this.#thing = thing;
    this.#isMeasured = whole > 0;
    const format = this.#isMeasured
      ? `${title} ${cyan('{bar}')} {percentage}% · {steps} · {rate} · {eta_formatted} left`
      : `${title} · {steps} · {rate}`;
    this.#bar = new SingleBar({
      stream: io.stderr,
      format,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    });
    this.#bar.start(Math.max(1, whole), 0, this.#payload(0));
  }

  update(part: number, steps: number): void {
    this.#bar.update(this.#isMeasured ? part : 0, this.#payload(steps));
  }

  stop(): void {
    this.#bar.stop();
  }

  #payload(steps: number) {
    const seconds = Math.max(0.001, (performance.now() - this.#started) / 1_000);
    const rate = Math.round(steps / seconds).toLocaleString('en-US');
    return {
      steps: `${steps.toLocaleString('en-US')} ${this.#thing}s`,
      rate: `${rate} ${this.#thing}s/s`,
    };
  }
}

class ProgressLines implements Progress {
  readonly #io: Io;
  readonly #title: string;
  readonly #thing: string;
  #next = STEPS_BETWEEN_LINES;

  constructor(io: Io, title: string, thing: string) {
    this.#io = io;
    this.#title = title;
    this.#thing = thing;
  }

  update(_part: number, steps: number): void {
    if (steps < this.#next) return;
    this.#next = (Math.floor(steps / STEPS_BETWEEN_LINES) + 1) * STEPS_BETWEEN_LINES;
    this.#io.stderr.write(`${this.#title}: ${steps.toLocaleString('en-US')} ${this.#thing}s\n`);
  }

  stop(): void {
    // Nothing is on display.
  }
}
