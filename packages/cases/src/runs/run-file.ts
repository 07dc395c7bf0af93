import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { CasesError } from '../errors.js';
import { readLockEntry } from '../lock-file/files.js';
import { lockEntrySchema, type LockEntry } from '../lock-file/format.js';

/** How a case did in a run. */
export interface CaseResult {
  /** The id of the case. */
  readonly id: string;
  /** Any finite number; more is better or worse as you like. */
  readonly score: number;
}

/** A run of an evaluation: what it was measured on, and how each case did. */
export interface EvaluationRun {
  /** The name of the dataset in the lock file. */
  readonly dataset: string;
  readonly lock: LockEntry;
  /** In any order; a case that was tried several times counts with its mean. */
  readonly results: readonly CaseResult[];
}

const head = z.strictObject({ dataset: z.string(), lock: lockEntrySchema });
const result = z.object({ id: z.string(), score: z.number() });

/**
 * Writes the results of a run as JSON lines: first what the nearest lock file says of the dataset,
 * then a line for each result. Further fields of the results are kept.
 *
 * @param path the file to write, in place of an earlier one.
 * @param name the name of the dataset in the lock file.
 * @param folder where the search for the lock file begins; default: the working folder.
 * Rejects with `LOCK_FILE_NOT_FOUND`, `LOCK_FILE_INVALID`, `NOT_LOCKED`, and with `RUN_INVALID` for a
 * score that is no finite number.
 */
export async function saveRun(
  path: string,
  name: string,
  results: readonly CaseResult[],
  { folder = process.cwd() }: { readonly folder?: string | undefined } = {},
): Promise<void> {
  const lock = await readLockEntry(name, { folder });
  const culprit = results.find(({ score }) => !Number.isFinite(score));
  if (culprit !== undefined) {
    throw new CasesError(
      'RUN_INVALID',
      `The score of the case ${culprit.id} is ${culprit.score}.`,
      {
        details: { id: culprit.id },
      },
    );
  }
  const lines = [{ dataset: name, lock }, ...results].map((line) => JSON.stringify(line));
  await writeFile(path, `${lines.join('\n')}\n`);
}

/** Reads the results of a run that {@link saveRun} wrote. Rejects with `RUN_INVALID`. */
export async function readRun(path: string): Promise<EvaluationRun> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CasesError('RUN_INVALID', `The run ${path} cannot be read.`, { cause });
  });
  const [first = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  const { dataset, lock } = readLine(head, first, path, 1);
  const results = rest.map((line, index) => readLine(result, line, path, index + 2));
  return { dataset, lock, results };
}

function readLine<Shape extends z.ZodType>(
  shape: Shape,
  text: string,
  path: string,
  number: number,
): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    const what = number === 1 ? 'what the run was measured on' : 'the result of a case';
    throw new CasesError('RUN_INVALID', `Line ${number} of ${path} is not ${what}.`, {
      details: { path, line: number },
      cause,
    });
  }
}
