const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it: `12.3 MB`. */
export function fileSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const digits = power === 0 ? 0 : 1;
  const number = (bytes / 1_000 ** power).toLocaleString('en', { maximumFractionDigits: digits });
  return `${number} ${UNITS[power] ?? 'bytes'}`;
}
