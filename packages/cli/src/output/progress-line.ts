import { duration } from './time-left.js';
import { cutToWidth, displayWidth } from './width.js';

/** How far work has come, as a line shows it. */
export interface ProgressFacts {
  readonly title: string;
  /** From 0 to 1; `null` where nobody knows the whole. */
  readonly fraction: number | null;
  /** `450,000 rows`. */
  readonly steps: string;
  /** `27,000 rows/s`. */
  readonly rate: string;
  /** `null` while nobody can tell. */
  readonly secondsLeft: number | null;
}

const WIDEST_BAR = 24;
const NARROWEST_BAR = 8;

/** Writes a line of at most `width` columns; what is least needed goes first. */
export function progressLine(
  { title, fraction, steps, rate, secondsLeft }: ProgressFacts,
  width: number,
  paint: (bar: string) => string,
): string {
  if (fraction === null) return cutToWidth([title, steps, rate].join(' · '), width);
  const percentage = `${String(Math.floor(fraction * 100)).padStart(3)}%`;
  const left = secondsLeft === null ? [] : [`${duration(secondsLeft)} left`];
  for (const facts of [[steps, rate, ...left], [steps, ...left], left, []]) {
    const text = [percentage, ...facts].join(' · ');
    const room = width - displayWidth(`${title}  ${text}`);
    if (room < NARROWEST_BAR) continue;
    const length = Math.min(WIDEST_BAR, room);
    const done = Math.floor(fraction * length);
    const bar = paint('█'.repeat(done) + '░'.repeat(length - done));
    return `${title} ${bar} ${text}`;
  }
  return cutToWidth(`${title} ${percentage}`, width);
}
