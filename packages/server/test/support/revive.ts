import {
  DATASETS_ERROR_CODES,
  DatasetsError,
  type DatasetsErrorCode,
  type DatasetItem,
} from '@mastra-datasets/core';
import { z } from 'zod';
import { problem } from '../../src/schemas/api-results.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The members of an answer that are times. */
const TIMES = new Set(['version', 'createdAt', 'updatedAt', 'purgedAt', 'validTo', 'from', 'to']);

/** The members of an answer that hold others with times. */
const HOLDERS = new Set([
  'items',
  'item',
  'datasets',
  'versions',
  'tags',
  'states',
  'results',
  'before',
  'after',
  'problems',
  'repaired',
]);

/** Makes dates of the times in an answer. */
export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => {
      if (TIMES.has(key) && typeof member === 'string') return [key, new Date(member)];
      return [key, HOLDERS.has(key) ? revive(member) : member];
    }),
  );
}

/** Makes an item of a line of JSON. */
export function reviveItem(value: unknown): DatasetItem {
  return revive(value) as DatasetItem;
}

function isCode(code: string): code is DatasetsErrorCode {
  return (DATASETS_ERROR_CODES as readonly string[]).includes(code);
}

/** What an argument calls the fields of its pagination, which are parameters of their own in a query. */
function pathInArgument({ path, reason }: Readonly<Record<string, unknown>>): object {
  const isPage = path === 'page' || path === 'perPage';
  const isUnknown = typeof reason === 'string' && reason.startsWith('unknown key');
  return isPage && !isUnknown ? { path: `pagination.${path}` } : {};
}

/** The error of the contract that details and a code of the API tell of. */
export function reviveError(
  code: string,
  detail: string,
  details: Readonly<Record<string, unknown>>,
): Error {
  if (!isCode(code)) return new Error(`The API said ${code}: ${detail}`);
  const revived = Object.entries(details).map(([key, value]) => [
    key,
    typeof value === 'string' && TIME.test(value) ? new Date(value) : value,
  ]);
  return new DatasetsError(code, detail, {
    details: { ...Object.fromEntries(revived), ...pathInArgument(details) } as Record<
      string,
      unknown
    >,
  });
}

/** The error that an answer tells of. */
export async function errorOf(response: Response): Promise<Error> {
  expectProblemType(response);
  const parsed = z.strictObject(problem.shape).parse(await response.json());
  if (parsed.status !== response.status) throw new Error('The problem has another status.');
  return reviveError(parsed.code, parsed.detail, parsed.details);
}

function expectProblemType(response: Response): void {
  const type = response.headers.get('Content-Type');
  if (type !== 'application/problem+json') throw new Error(`A problem came as ${String(type)}.`);
}
