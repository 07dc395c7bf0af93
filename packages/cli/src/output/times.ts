const SECOND_MS = 1_000;

/** The units that a length of time is told in, with how many of each make the next. */
const UNITS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago a time is: `just now`, `5 minutes ago`, `in 2 days`. */
export function relativeTime(date: Date, now: Date): string {
  let length = (date.getTime() - now.getTime()) / SECOND_MS;
  if (Math.abs(length) < 10) return 'just now';
  for (const [unit, limit] of UNITS) {
    const whole = Math.trunc(length);
    if (Math.abs(whole) < limit) return relative.format(whole, unit);
    length /= limit;
  }
  return relative.format(Math.trunc(length), 'year');
}

/** A time on the clock of the user, to the minute: `2026-11-24 08:33`. */
export function localTime(date: Date): string {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  const clock = [date.getHours(), date.getMinutes()].map(twoDigits).join(':');
  return `${day} ${clock}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
