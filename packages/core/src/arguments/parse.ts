import type { z } from 'zod';
import { invalidArgument } from './invalid.js';

/** Writes a path as callers would: `items[2].externalId`. */
function formatPath(path: readonly PropertyKey[], prefix: string): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  if (prefix !== '') return `${prefix}${text}`;
  return text === '' ? 'argument' : text.replace(/^\./, '');
}

/**
 * Checks a method's argument against its shape. `prefix` leads to it in errors, where it is part of
 * a list. Throws `INVALID_ARGUMENT` with the first culprit.
 */
export function parseArgument<Shape extends z.ZodType>(
  shape: Shape,
  argument: unknown,
  prefix = '',
): z.output<Shape> {
  let result;
  try {
    result = shape.safeParse(argument);
  } catch (error) {
    throw invalidArgument(formatPath([], prefix), 'reading it failed', error);
  }
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalidArgument(
    formatPath(issue?.path ?? [], prefix),
    issue?.message ?? 'not as expected',
    result.error,
  );
}
