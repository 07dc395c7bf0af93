import { FilesError } from '../errors.js';
import { isObject, valueAt } from '../json/objects.js';

/** Names of arrays that hold rows, where a document has other arrays too. */
const ROW_NAMES = new Set([
  'data',
  'rows',
  'examples',
  'items',
  'tests',
  'goldens',
  'questions',
  'samples',
  'records',
  'dataset',
  'testCases',
  'test_cases',
  'cases',
]);

/** Where the rows of a document are, and what stands beside them. */
export interface Root {
  readonly path: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Finds the array of rows in a document: at the path that is given, or the only one that can be it.
 * Throws `INPUT_REFUSED` where there is none, or where several are as good.
 */
export function findRoot(file: string, document: unknown, given: string | undefined): Root {
  if (given !== undefined) {
    const path = given === '' ? [] : given.split('.');
    if (Array.isArray(valueAt(document, path))) return { path, values: besides(document, path) };
    throw refused(`${file}: There is no array at ${given}.`, document);
  }
  if (Array.isArray(document)) return { path: [], values: {} };
  const arrays = arraysOf(document);
  const named = arrays.filter((path) => ROW_NAMES.has(path.at(-1) ?? ''));
  const [found, ...others] = arrays.length === 1 ? arrays : named;
  if (found !== undefined && others.length === 0) {
    return { path: found, values: besides(document, found) };
  }
  if (arrays.length === 0) {
    throw refused(`${file}: There is no array of objects in it.`, document);
  }
  const names = arrays.map((path) => JSON.stringify(path.join('.'))).join(', ');
  throw refused(`${file}: Several arrays may hold the rows: ${names}.`, document);
}

function refused(message: string, document: unknown): FilesError {
  const roots = arraysOf(document).map((path) => path.join('.'));
  const choices = roots.map((root) => `--root ${root}`);
  return new FilesError('INPUT_REFUSED', message, {
    hint: roots.length === 0 ? 'check the file' : `choose ${choices.join(' or ')}`,
    remedies: roots.map((value) => ({ option: 'root', value })),
  });
}

/** The paths of arrays of objects: those of the document, or else those one step below. */
function arraysOf(document: unknown): string[][] {
  const paths = pathsWithin(document);
  if (paths.length > 0 || !isObject(document)) return paths;
  return Object.entries(document).flatMap(([key, value]) =>
    pathsWithin(value).map((path) => [key, ...path]),
  );
}

function pathsWithin(value: unknown): string[][] {
  if (!isObject(value)) return [];
  const full = Object.entries(value).filter(
    ([key, member]) =>
      Array.isArray(member) &&
      (member.length === 0 ? ROW_NAMES.has(key) : member.every((element) => isObject(element))),
  );
  return full.map(([key]) => [key]);
}

/** What stands beside an array, on each step of the way to it. */
function besides(document: unknown, path: readonly string[]): Record<string, unknown> {
  const values: [string, unknown][] = [];
  for (const [depth, key] of path.entries()) {
    const holder = valueAt(document, path.slice(0, depth));
    if (isObject(holder)) values.push(...Object.entries(holder).filter(([name]) => name !== key));
  }
  return Object.fromEntries(values);
}
