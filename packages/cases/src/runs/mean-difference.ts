import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mean, quantile, sampleWithReplacement } from 'simple-statistics';

/** How sure an interval is. */
const CONFIDENCE = 0.95;

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
 * @returns `null` for fewer than two differences, of which nothing can be said.
 */
export function intervalOfMean(
  differences: readonly number[],
  seed: number,
): DifferenceInterval | null {
  if (differences.length < 2) return null;
  const generator = xoroshiro128plus(seed);
  const draw = () => uniformFloat64(generator);
  const given = [...differences];
  const means = Array.from({ length: DRAWS }, () =>
    mean(sampleWithReplacement(given, given.length, draw)),
  );
  const tail = (1 - CONFIDENCE) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}
