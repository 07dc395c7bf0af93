/** How long a speed counts, in milliseconds, and as a part of the time that has passed. */
const MEMORY_MS = 15_000;
const MEMORY_PART = 0.5;

/** How fast what is told follows what is estimated, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Earlier, a speed says little. */
const SHORTEST_MS = 1_000;

/**
 * Estimates how long work will take: its recent speed, averaged with weights that fall with age
 * (exponential smoothing), so that one slow or fast step does not make the estimate jump. What is
 * told counts down by itself, and goes towards the estimate.
 */
export class TimeLeft {
  readonly #whole: number;
  readonly #startedMs: number;
  #lastMs: number;
  #lastPart = 0;
  #speed = 0;
  #weight = 0;
  #leftMs: number | null = null;

  /** `whole` is all the work, in the unit of the parts. */
  constructor(whole: number, nowMs: number) {
    this.#whole = whole;
    this.#startedMs = nowMs;
    this.#lastMs = nowMs;
  }

  /** Learns how much of the work is done. */
  update(part: number, nowMs: number): void {
    const passed = nowMs - this.#lastMs;
    if (passed <= 0) return;
    const elapsed = nowMs - this.#startedMs;
    const kept = Math.exp(-passed / Math.max(MEMORY_MS, MEMORY_PART * elapsed));
    this.#speed = this.#speed * kept + ((part - this.#lastPart) / passed) * (1 - kept);
    this.#weight = this.#weight * kept + (1 - kept);
    this.#lastMs = nowMs;
    this.#lastPart = part;
    if (elapsed < SHORTEST_MS || this.#speed <= 0) return;
    const estimated = ((this.#whole - part) * this.#weight) / this.#speed;
    const counted = Math.max(0, (this.#leftMs ?? estimated + passed) - passed);
    this.#leftMs = counted + (estimated - counted) * (1 - Math.exp(-passed / PATIENCE_MS));
  }

  /** The seconds left, rounded the more the longer they are; `null` while nobody can tell. */
  seconds(): number | null {
    if (this.#leftMs === null) return null;
    const left = this.#leftMs / 1_000;
    const step = STEPS.find(([limit]) => left < limit)?.[1] ?? 60;
    return Math.ceil(left / step) * step;
  }
}

/** Up to how many seconds an estimate is rounded to how many. */
const STEPS = [
  [10, 1],
  [60, 5],
  [600, 10],
] as const;

/** Writes a length of time: `25 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minuteText(minutes, seconds % 60);
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function minuteText(minutes: number, seconds: number): string {
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}
