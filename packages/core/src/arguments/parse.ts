import type { z } from 'zod';
import { memberPath } from '../json/member-path.js';
import { firstGivenKey, memberOf } from './closed.js';
import { invalidArgument } from './invalid.js';
import { plainReason } from './reasons.js';

type Path = readonly PropertyKey[];

const IN_PLAIN_WORDS = { error: plainReason };

/** Writes a path as callers would: `items[2].externalId`. */
function formatPath(path: Path, prefix: string): string {
  const text = path.map(memberPath).join('');
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
  try {
    const result = shape.safeParse(argument, IN_PLAIN_WORDS);
    if (result.success) return result.data;
    throwFirstCulprit(result.error, argument, prefix);
    const again = shape.safeParse(
      withoutUnknownKeys(argument, result.error.issues),
      IN_PLAIN_WORDS,
    );
    if (again.success) return again.data;
    throw again.error;
  } catch (error) {
    throw invalidArgument(formatPath([], prefix), 'reading it failed', error);
  }
}

/**
 * Throws for the first unknown key, because that is most often the cause of the other errors.
 * Without one, throws for the first error. Unknown keys whose value is `undefined` count as absent.
 */
function throwFirstCulprit(error: z.core.$ZodError, argument: unknown, prefix: string): void {
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const key = firstGivenKey(valueAt(argument, issue.path), issue.keys);
    if (key === undefined) continue;
    throw invalidArgument(formatPath([...issue.path, key], prefix), issue.message, error);
  }
  const other = error.issues.find(({ code }) => code !== 'unrecognized_keys');
  if (other !== undefined)
    throw invalidArgument(formatPath(other.path, prefix), other.message, error);
}

function valueAt(argument: unknown, path: Path): unknown {
  return path.reduce<unknown>(memberOf, argument);
}

/** Leaves out unknown keys. Copies only the parts of an argument that have some. */
function withoutUnknownKeys(argument: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const root = { argument };
  const copies = new Set<object>([root]);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    let container: object = root;
    for (const step of ['argument', ...issue.path]) {
      const member = memberOf(container, step);
      if (typeof member !== 'object' || member === null) break;
      if (!copies.has(member)) {
        const copy = shallowCopy(member);
        copies.add(copy);
        Object.defineProperty(container, step, {
          value: copy,
          configurable: true,
          enumerable: true,
        });
        container = copy;
      } else {
        container = member;
      }
    }
    for (const key of issue.keys) Reflect.deleteProperty(container, key);
  }
  return root.argument;
}

/** Keeps the prototype and accessors, as a caller's class may have them. The copy is not frozen. */
function shallowCopy(value: object): object {
  if (Array.isArray(value)) return [...(value as unknown[])];
  const descriptors = Object.getOwnPropertyDescriptors(value);
  for (const descriptor of Object.values(descriptors)) descriptor.configurable = true;
  return Object.create(Object.getPrototypeOf(value) as object | null, descriptors) as object;
}
