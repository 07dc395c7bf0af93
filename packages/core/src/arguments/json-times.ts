import { z } from 'zod';
import type { VersionReference } from '../storage/types.js';
import { wants } from './reasons.js';
import type { TimeShapes } from './shapes.js';

/** What tells a tag from anything else. */
const TAG_PREFIX = 'tag:';

/** A day, or a time with its zone, as ISO 8601 writes it; years beyond 9999 have a sign. */
const DATE =
  /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * What a text names: digits are the number of a commit, a day or a time with its zone is a date, and
 * anything else is a tag. `tag:` before it makes it a tag whatever it is.
 */
function readVersion(text: string): VersionReference {
  if (text.startsWith(TAG_PREFIX)) return text.slice(TAG_PREFIX.length);
  // More digits than a number holds exactly are no number.
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  return DATE.test(text) ? new Date(text) : text;
}

const DATE_NAME = 'a time with its zone (ISO 8601)';
const error = wants(DATE_NAME);

const date = z
  .string({ error })
  .regex(DATE, { error })
  .transform((text) => new Date(text))
  .refine((value) => !Number.isNaN(value.getTime()), 'there is no such date')
  .meta({ format: 'date-time', description: 'A time with its zone (ISO 8601).' });

/** Times and versions as JSON has them. */
export const JSON_TIMES: TimeShapes = {
  date,
  dateName: DATE_NAME,
  versionOf: (tag) => {
    const named = z
      .string()
      .transform(readVersion)
      .pipe(z.union([z.date(), z.int(), tag], { error: 'there is no such date' }));
    return z
      .union([z.int().min(0), named], { error: wants('a commit number, a date or a tag') })
      .meta({
        description:
          'A version: the number of a commit, a time with its zone (ISO 8601), or a tag. `tag:` before text makes it a tag whatever it is.',
      });
  },
};
