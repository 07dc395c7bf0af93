import type { Field } from './targets.js';

/**
 * The names by which columns are known, the best first. Case, spaces, `_` and `-` do not count, so
 * `Expected Output` and `expectedOutput` are one name.
 */
export const KNOWN_NAMES: Readonly<Partial<Record<Field, readonly string[]>>> = {
  input: [
    'input',
    'inputs',
    'question',
    'prompt',
    'query',
    'user_input',
    'instruction',
    'problem',
    'text',
  ],
  expectedOutput: [
    'expected_output',
    'expected',
    'ground_truth',
    'reference_output',
    'reference_outputs',
    'reference_answer',
    'reference',
    'target',
    'ideal',
    'answer',
    'best_answer',
    'outputs',
    'output',
    'completion',
    'canonical_solution',
  ],
  externalId: [
    'external_id',
    'item_id',
    'task_id',
    'question_id',
    'example_id',
    'instance_id',
    'id',
  ],
  splits: ['split', 'splits'],
};

/** Columns whose objects are spread over the context. */
const CONTEXT_NAMES = ['context', 'metadata'];

/** A name without what does not count in it. */
export function plainName(name: string): string {
  return name.replace(/[\s_-]+/g, '').toLowerCase();
}

/** Whether the objects of a column belong to the context key by key. */
export function isContextName(column: string): boolean {
  return CONTEXT_NAMES.includes(plainName(column));
}

const PLAIN_NAMES = new Set(
  [...Object.values(KNOWN_NAMES).flat(), ...CONTEXT_NAMES].map((name) => plainName(name)),
);

/** Whether a column has one of the names that say where it goes. */
export function isKnownName(column: string): boolean {
  return PLAIN_NAMES.has(plainName(column));
}
