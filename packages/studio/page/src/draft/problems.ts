import { ApiProblem } from '../api/problem.js';
import type { DatasetItem } from '../api/wire.js';
import { conflictOf } from './conflicts.js';
import { requestOf, type DraftChange } from './draft.js';
import { FIELD_LABELS } from './fields.js';

/** What stands in the way of a change; empty when nothing does. */
export function problemsOf(
  change: DraftChange,
  current: ReadonlyMap<string, DatasetItem> | undefined,
): string[] {
  const made = requestOf(change);
  const own =
    'problems' in made
      ? made.problems.map(({ name, problem }) => `${FIELD_LABELS[name]}: ${problem}`)
      : [];
  if (current === undefined || change.type === 'add') return own;
  const conflict = conflictOf(change, current.get(change.id) ?? null);
  if (conflict === null) return own;
  const words =
    conflict.theirs === null
      ? 'Somebody else deleted this item meanwhile: open it to decide.'
      : 'Somebody else changed this item meanwhile: open it to decide.';
  return [...own, words];
}

/** What the API tells of an item that breaks a schema of its dataset. */
interface SchemaFailure {
  readonly index: number;
  readonly field: 'input' | 'expectedOutput';
  readonly pointer: string;
  readonly message: string;
}

/** The failures that a schema of the dataset has with the changes of a request, by their places. */
export function schemaFailures(error: unknown): ReadonlyMap<number, string[]> {
  const failures = new Map<number, string[]>();
  if (!(error instanceof ApiProblem) || error.code !== 'SCHEMA_VALIDATION_FAILED') return failures;
  const { failures: told } = error.details;
  if (!Array.isArray(told)) return failures;
  for (const { index, field, pointer, message } of told as SchemaFailure[]) {
    const words = `${FIELD_LABELS[field]}${pointer}: ${message}`;
    failures.set(index, [...(failures.get(index) ?? []), words]);
  }
  return failures;
}
