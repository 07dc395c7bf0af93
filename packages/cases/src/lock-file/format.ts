import { z } from 'zod';
import { anyObject } from '../any-object.js';
import { CasesError } from '../errors.js';
import { hasConflict } from './conflict.js';

/** What the file is called; it lies beside the code, in git. */
export const LOCK_FILE_NAME = 'datasets.lock.json';

/** The schema of a selection. */
export const selectionSchema = z.strictObject({
  splits: z.array(z.string().min(1)).min(1).optional(),
  where: anyObject.optional(),
  sample: z
    .union([
      z.strictObject({ size: z.int().min(1), seed: z.string() }),
      z.strictObject({ fraction: z.number().gt(0).max(1), seed: z.string() }),
    ])
    .optional(),
});

/** The schema of one dataset in a lock file. */
export const lockEntrySchema = z.strictObject({
  datasetId: z.string().min(1).max(255).describe('The dataset in its store.'),
  version: z.iso.datetime().describe('The version that is locked, as a time.'),
  versionNumber: z.int().min(0).describe('The number of that version.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('The digest of the selected cases, by the recipe of snapshotDigest.'),
  itemCount: z
    .int()
    .min(0)
    .describe('How many cases are selected; items whose content was removed are none.'),
  follows: z
    .string()
    .min(1)
    .optional()
    .describe('The tag or version that updates move to; the newest version where it is absent.'),
  selection: selectionSchema.optional().describe('Which items are cases; all where it is absent.'),
  file: z
    .string()
    .min(1)
    .optional()
    .describe('A file of JSON lines with the cases, relative to this file.'),
});

/** The schema of what a lock file has beside the datasets. */
const head = z.strictObject({
  $schema: z.string().optional(),
  lockfileVersion: z.literal(1).describe('The version of this format.'),
});

/** The schema of a lock file, as it is published. */
const lockFileSchema = head.extend({
  datasets: z.record(z.string(), lockEntrySchema).describe('The locked datasets, by name.'),
});

/** The same, with the datasets as they are in the file, whatever their names. */
const uncheckedFileSchema = head.extend({ datasets: anyObject });

/** Which items of a version are cases. */
export type LockedSelection = z.output<typeof selectionSchema>;

/** One dataset in a lock file. */
export type LockEntry = z.output<typeof lockEntrySchema>;

/** The datasets of a lock file, by name. */
export type LockEntries = ReadonlyMap<string, LockEntry>;

/** What a lock file holds. */
export interface LockFileContent {
  readonly entries: LockEntries;
  /** Where its schema is, for editors that check files by one; absent where the file does not say. */
  readonly $schema?: string | undefined;
}

/** The schema as JSON Schema, which is published beside the code. */
export function lockFileJsonSchema(): object {
  return {
    title: 'Locked evaluation datasets',
    ...z.toJSONSchema(lockFileSchema, { unrepresentable: 'any' }),
  };
}

/**
 * Reads a lock file.
 *
 * @param text what the file holds.
 * @param name the file's name, for messages.
 * Throws `LOCK_FILE_INVALID` with the place of the fault.
 */
export function parseLockFile(text: string, name: string = LOCK_FILE_NAME): LockFileContent {
  if (hasConflict(text)) {
    throw new CasesError(
      'LOCK_FILE_INVALID',
      `${name} holds a conflict of git. Resolve it with: mastra-datasets lock --update`,
    );
  }
  const file = check(uncheckedFileSchema, readJson(text, name), name);
  const entries = Object.entries(file.datasets).map(
    ([key, value]) => [key, check(lockEntrySchema, value, name, ['datasets', key])] as const,
  );
  return {
    entries: new Map(entries),
    ...(file.$schema === undefined ? {} : { $schema: file.$schema }),
  };
}

/** Checks a part of a lock file. Throws `LOCK_FILE_INVALID` with the place of the fault in the file. */
function check<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  name: string,
  place: readonly string[] = [],
): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({
    ...issue,
    path: [...place, ...issue.path],
  }));
  throw invalid(name, z.prettifyError({ issues }), result.error);
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(name, error instanceof Error ? error.message : String(error), error);
  }
}

function invalid(name: string, reason: string, cause: unknown): CasesError {
  return new CasesError(
    'LOCK_FILE_INVALID',
    `${name} is not a lock file of datasets: ${reason}\nTake it from git again, or write it anew with: mastra-datasets lock`,
    { cause },
  );
}

/** Writes a lock file: by name and a field a line, so that changes of two branches seldom meet. */
export function formatLockFile({ entries, $schema }: LockFileContent): string {
  const sorted = [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
  const datasets = sorted.map(([name, given]) => [name, inOrder(given)] as const);
  const file = {
    ...($schema === undefined ? {} : { $schema }),
    lockfileVersion: 1,
    datasets: Object.fromEntries(datasets),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The fields of an entry, always in the same order. */
function inOrder(given: LockEntry): LockEntry {
  const {
    datasetId,
    version,
    versionNumber,
    digest,
    itemCount,
    follows,
    selection: chosen,
    file,
  } = given;
  return {
    datasetId,
    version,
    versionNumber,
    digest,
    itemCount,
    ...(follows === undefined ? {} : { follows }),
    ...(chosen === undefined ? {} : { selection: selectionInOrder(chosen) }),
    ...(file === undefined ? {} : { file }),
  };
}

function selectionInOrder({ splits, where, sample }: LockedSelection): LockedSelection {
  return {
    ...(splits === undefined ? {} : { splits }),
    ...(where === undefined ? {} : { where }),
    ...(sample === undefined ? {} : { sample }),
  };
}
