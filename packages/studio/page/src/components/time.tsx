import { useEffect, useState } from 'react';

const MINUTE = 60_000;
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/** Such as "3 hours ago". */
function relativeTime(time: number, now: number): string {
  const elapsed = time - now;
  for (const [unit, length] of UNITS) {
    if (Math.abs(elapsed) >= length) return relative.format(Math.trunc(elapsed / length), unit);
  }
  return 'just now';
}

/** A time as people say it, with the exact one as a hint. `value` is in ISO 8601. */
export function Time({ value }: { readonly value: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, MINUTE);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const time = new Date(value);
  return (
    <time dateTime={value} title={`${exact.format(time)} (${value})`}>
      {relativeTime(time.getTime(), Math.max(now, time.getTime()))}
    </time>
  );
}
