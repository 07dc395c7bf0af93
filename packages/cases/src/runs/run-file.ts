import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { EvaluationCase } from '../cases.js';
import { CasesError } from '../errors.js';
import { originOf, type CasesOrigin } from '../loading/origin.js';
import { lockEntrySchema, selectionSchema } from '../lock-file/format.js';

/** How a case did in a run. */
export interface CaseResult {
  /** The id of the case. */
  readonly id: string;
  /**
   * Any finite number; more is better or worse as you like. `null` says that the case has no score, such
   * as where the program failed: then it is told apart, and counts in no average.
   */
  readonly score: number | null;
}

/** A run of an evaluation: what it was measured on, and how each case did. */
export interface EvaluationRun extends CasesOrigin {
  /** In any order; a case that was tried several times counts with its mean. */
  readonly results: readonly CaseResult[];
}

const head = z.strictObject({
  dataset: z.string(),
  lock: lockEntrySchema,
  chosen: selectionSchema.extend({ digest: z.string() }).exactOptional(),
});
const result = z.object({ id: z.string(), score: z.number().nullable() });

/**
 * Writes the results of a run as JSON lines: first what the cases are, then a line for each result, and
 * one without a score for each case that has no result. Further fields of the results are kept.
 *
 * @param path the file to write, in place of an earlier one.
 * @param cases the list that `loadCases` gave.
 * Rejects with `RUN_INVALID` for another list, for the result of a case that is not in it, and for a
 * score that is no finite number.
 */
export async function saveRun(
  path: string,
  cases: readonly EvaluationCase[],
  results: readonly CaseResult[],
): Promise<void> {
  const { dataset, lock, chosen } = originOf(cases);
  const ids = new Set(cases.map(({ id }) => id));
  for (const { id, score } of results) {
    if (!ids.has(id)) throw invalidResult(id, `${id} is not one of these cases.`);
    if (score === null || Number.isFinite(score)) continue;
    throw invalidResult(
      id,
      `The score of the case ${id} is ${score}. Give null where there is none.`,
    );
  }
  for (const { id } of results) ids.delete(id);
  const without = [...ids].map((id) => ({ id, score: null }));
  const first = { dataset, lock, ...(chosen === undefined ? {} : { chosen }) };
  const lines = [first, ...results, ...without].map((line) => JSON.stringify(line));
  await writeFile(path, `${lines.join('\n')}\n`);
}

function invalidResult(id: string, message: string): CasesError {
  return new CasesError('RUN_INVALID', message, { details: { id } });
}

/** Reads the results of a run that {@link saveRun} wrote. Rejects with `RUN_INVALID`. */
export async function readRun(path: string): Promise<EvaluationRun> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CasesError('RUN_INVALID', `The run ${path} cannot be read.`, { cause });
  });
  const [first = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  const origin = readLine(head, first, path, 1);
  const results = rest.map((line, index) => readLine(result, line, path, index + 2));
  return { ...origin, results };
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
