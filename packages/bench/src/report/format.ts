const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** A duration in the unit that suits it. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0.1) return `${significant.format(milliseconds * 1_000)} µs`;
  return `${significant.format(milliseconds)} ms`;
}

export function formatNumber(value: number): string {
  return significant.format(value);
}

/** How many times; a dash when it was not measured. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? '–' : `${significant.format(ratio)}×`;
}
