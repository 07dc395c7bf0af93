import { SingleBar } from 'cli-progress';
import type { Io } from '../io.js';
import { coloursOf } from './output.js';
import { progressLine, type ProgressFacts } from './progress-line.js';
import { TimeLeft } from './time-left.js';

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
  readonly #whole: number;
  readonly #started = performance.now();
  readonly #timeLeft: TimeLeft;
  #steps = 0;
  #part = 0;

  constructor(io: Io, title: string, whole: number, thing: string) {
    const { cyan } = coloursOf(io.stderr, io.env);
    this.#thing = thing;
    this.#whole = whole;
    this.#timeLeft = new TimeLeft(whole, this.#started);
    this.#bar = new SingleBar({
      stream: io.stderr,
      // The last column stays free, as some terminals begin another line after it.
      format: () => progressLine(this.#facts(title), (io.stderr.columns ?? 80) - 1, cyan),
      hideCursor: true,
      clearOnComplete: true,
    });
    this.#bar.start(Math.max(1, whole), 0);
  }

  update(part: number, steps: number): void {
    this.#steps = steps;
    this.#part = part;
    this.#timeLeft.update(part, performance.now());
    this.#bar.update(this.#whole > 0 ? part : 0);
  }

  stop(): void {
    this.#bar.stop();
  }

  #facts(title: string): ProgressFacts {
    const seconds = Math.max(0.001, (performance.now() - this.#started) / 1_000);
    const rate = Math.round(this.#steps / seconds).toLocaleString('en-US');
    return {
      title,
      fraction: this.#whole > 0 ? Math.min(1, this.#part / this.#whole) : null,
      steps: `${this.#steps.toLocaleString('en-US')} ${this.#thing}s`,
      rate: `${rate} ${this.#thing}s/s`,
      secondsLeft: this.#timeLeft.seconds(),
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
