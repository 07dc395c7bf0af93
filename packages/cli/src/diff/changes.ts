import microdiff from 'microdiff';
import { printable } from '../output/printable.js';
import { escapeBeyondAscii } from './look-alikes.js';

/** A place where two JSON values differ, with what each has there: `undefined` for nothing. */
export interface ValueChange {
  readonly path: readonly (string | number)[];
  readonly old: unknown;
  readonly present: unknown;
}

/** Finds where two JSON objects differ. */
export function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ValueChange[] {
  const changes = microdiff(withoutPrototype(before), withoutPrototype(after), {
    cyclesFix: false,
  });
  return changes.map((change) => ({
    path: change.path,
    old: 'oldValue' in change ? (change.oldValue as unknown) : undefined,
    present: 'value' in change ? (change.value as unknown) : undefined,
  }));
}

/** The library takes what objects inherit for members of theirs, such as `toString`. */
function withoutPrototype(object: object): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of Object.entries(object)) copy[key] = withoutPrototypes(member);
  return copy;
}

function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  return typeof value === 'object' && value !== null ? withoutPrototype(value) : value;
}

/** Writes a path as JavaScript would: `input.scores[2]["a key"]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, depth) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(step)) {
        return `[${printable(JSON.stringify(step))}]`;
      }
      // Two keys that differ would look the same.
      if (step !== step.normalize('NFC')) return `["${escapeBeyondAscii(step)}"]`;
      return depth === 0 ? step : `.${step}`;
    })
    .join('');
}
