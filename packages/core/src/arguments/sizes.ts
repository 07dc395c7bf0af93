import { invalidArgument } from './invalid.js';

/** The size of the JSON text of some values; infinite when one is longer than text can be. */
function exactSize(values: readonly unknown[]): number {
  try {
    return values.reduce<number>(
      (size, value) =>
        value === undefined ? size : size + Buffer.byteLength(JSON.stringify(value), 'utf8'),
      0,
    );
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}

/** JSON values with a bound of the size of their text, in bytes of UTF-8. */
interface Sized {
  /** Called only when the bound is over the limit. */
  readonly values: () => readonly unknown[];
  readonly sizeBound: number;
}

/**
 * Gives a size that is at least that of the JSON text of some values. To find the exact size, the
 * text has to be written, so this is done only when the bound is over the limit. Throws
 * `INVALID_ARGUMENT` when the exact size is over the limit, too.
 */
export function checkSize(path: string, { values, sizeBound }: Sized, limit: number): number {
  if (sizeBound <= limit) return sizeBound;
  const size = exactSize(values());
  if (size <= limit) return size;
  const bytes = Number.isFinite(size) ? size : 'so many';
  throw invalidArgument(path, `${bytes} bytes of JSON are more than the limit of ${limit}`);
}
