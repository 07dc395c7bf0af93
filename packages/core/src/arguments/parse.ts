import type { z } from 'zod';
import { invalidArgument } from './invalid.js';

/** Writes a path as callers would: `items[2].externalId`. */
function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? 'argument' : text;
}

/** Checks a method's argument against its shape. Throws `INVALID_ARGUMENT` with the first culprit. */
export function parseArgument<Shape extends z.ZodType>(
  shape: Shape,
  argument: unknown,
): z.output<Shape> {
  let result;
  try {
    result = shape.safeParse(argument);
  } catch (error) {
    throw invalidArgument('argument', 'reading it failed', error);
  }
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidArgument(
    formatPath(issue?.path ?? []),
    issue?.message ?? 'not as expected',
    result.error,
  );
}
