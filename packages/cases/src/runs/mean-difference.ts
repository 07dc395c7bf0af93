import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mean, quantile, sampleWithReplacement } from 'simple-statistics';

/** How sure an interval is. */
const CONFIDENCE = 0.95;

/** With fewer differences, the interval is too narrow by far for scores of 0 and 1. */
const LEAST_DIFFERENCES = 10;

/** Means of what should be equal differ by less than this part of the largest difference. */
const ROUNDING = 1e-9;

/** How many times the differences are drawn again. */
const DRAWS = 2_000;

/** An interval that holds the mean difference with a confidence of 95 %. */
export interface DifferenceInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates how far a mean of paired differences may be by chance: the percentile bootstrap (Efron and
 * Tibshirani, An Introduction to the Bootstrap, chapter 13), the same for the same seed.
 *
 * @returns `null` for fewer than ten differences, of which too little can be said. An end that is as
 * good as zero is zero.
 */
export function intervalOfMean(
  differences: readonly number[],
  seed: number,
): DifferenceInterval | null {
  if (differences.length < LEAST_DIFFERENCES) return null;
  const generator = xoroshiro128plus(seed);
  const draw = () => uniformFloat64(generator);
  const given = [...differences];
  const means = Array.from({ length: DRAWS }, () =>
    mean(sampleWithReplacement(given, given.length, draw)),
  );
  const tail = (1 - CONFIDENCE) / 2;
  const least = ROUNDING * Math.max(1, ...differences.map(Math.abs));
  const end = (part: number) => {
    const value = quantile(means, part);
    return Math.abs(value) < least ? 0 : value;
  };
  return { low: end(tail), high: end(1 - tail) };
}
