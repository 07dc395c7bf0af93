import { FilesError, type Remedy } from '../errors.js';
import { nearest } from '../nearest.js';
import { plainName } from './names.js';
import type { FindColumn } from './request.js';
import { JSON_SUFFIX } from './targets.js';

/** What separates cells in some files. */
const DELIMITERS = [';', '\t', '|', ','];

/** The most columns that a message lists. */
const MOST_LISTED = 50;

/** Names columns in a sentence. */
export function listColumns(columns: readonly string[]): string {
  const listed = columns.slice(0, MOST_LISTED).map((column) => JSON.stringify(column));
  const left = columns.length - listed.length;
  return left > 0 ? `${listed.join(', ')} and ${left} more` : listed.join(', ');
}

/** What is known of a file's columns. */
export interface KnownColumns {
  readonly columns: readonly string[];
  /** Whether there are no others. */
  readonly isComplete: boolean;
  /** Begins sentences about them: `questions.csv, line 1`. */
  readonly place: string;
}

/**
 * Makes what finds the column that a name stands for: the column itself, or a value within its values,
 * as `messages.0.content`. Names that are not there are collected.
 */
export function columnFinder({ columns, isComplete }: KnownColumns): {
  find: FindColumn;
  missing: string[];
  awaited: string[];
} {
  const missing: string[] = [];
  const awaited: string[] = [];
  const find: FindColumn = (name) => {
    if (columns.includes(name)) return { column: name, path: [] };
    const bare = name.endsWith(JSON_SUFFIX) ? name.slice(0, -JSON_SUFFIX.length) : name;
    if (columns.includes(bare)) return { column: bare, path: [] };
    const keys = bare.split('.');
    for (let length = keys.length - 1; length > 0; length -= 1) {
      const column = keys.slice(0, length).join('.');
      if (columns.includes(column)) return { column, path: keys.slice(length) };
    }
    (isComplete ? missing : awaited).push(name);
    return { column: name, path: [] };
  };
  return { find, missing, awaited };
}

/** Says which columns that options name are not there. */
export function missingColumns(
  missing: readonly string[],
  { columns, place }: KnownColumns,
  isTable: boolean,
): FilesError {
  const names = missing.map((name) => JSON.stringify(name)).join(', ');
  const [suggestion = null] = missing.map((name) => nearest(name, columns, plainName));
  const meant = suggestion === null ? '' : ` Did you mean ${JSON.stringify(suggestion)}?`;
  const message = isTable
    ? `${place}: There is no column ${names}.${meant} The columns are: ${listColumns(columns)}.`
    : `${place}: No row has a field ${names}, so nothing was imported.${meant} The fields are: ${listColumns(columns)}.`;
  const guess = delimiterGuess(columns) ?? encodingGuess(columns);
  return new FilesError('INPUT_REFUSED', message, {
    hint: guess?.hint ?? 'correct the options',
    remedies: guess?.remedies ?? [],
    details: { missing, columns },
  });
}

/** What may be wrong with how a file was read. */
interface Guess {
  readonly hint: string;
  readonly remedies: readonly Remedy[];
}

/** What a line of names tells about the encoding of the file. */
function encodingGuess(columns: readonly string[]): Guess | null {
  if (!columns.some((column) => column.includes('\0'))) return null;
  const encoding = columns[0]?.startsWith('\0') === true ? 'utf-16be' : 'utf-16le';
  const hint = `the text may be in another encoding: try --encoding ${encoding}`;
  return { hint, remedies: [{ option: 'encoding', value: encoding }] };
}

/** What a line of names tells about what separates the cells of the file. */
function delimiterGuess(columns: readonly string[]): Guess | null {
  const [only = ''] = columns;
  const delimiter = DELIMITERS.find((candidate) => only.includes(candidate));
  if (columns.length > 1 || delimiter === undefined) return null;
  const written = delimiter === '\t' ? String.raw`\t` : delimiter;
  const hint = `the cells are separated by another character: try --delimiter '${written}'`;
  return { hint, remedies: [{ option: 'delimiter', value: delimiter }] };
}

/**
 * Checks the names in the first line of a table. Throws `INPUT_REFUSED` where one comes twice, where
 * one is missing that would be needed, and where the line was not split.
 */
export function checkHeader(
  { columns, place }: KnownColumns,
  isNamed: (column: string) => boolean,
) {
  const refused = (message: string, guess: Guess) =>
    new FilesError('INPUT_REFUSED', `${place}${message}`, { ...guess, details: { columns } });
  const encoding = encodingGuess(columns);
  if (encoding !== null) throw refused(': The names have zeros in them.', encoding);
  const second = columns.findIndex(
    (column, index) => column !== '' && columns.indexOf(column) !== index,
  );
  if (second !== -1) {
    const name = JSON.stringify(columns[second]);
    throw refused(`, column ${second + 1}: ${name} is the name of an earlier column.`, {
      hint: 'rename one of them in the file',
      remedies: [],
    });
  }
  if (!isNamed(columns[0] ?? '')) refuseUnsplit(place, columns);
}

/** Throws `INPUT_REFUSED` for a line that another delimiter would split. */
export function refuseUnsplit(place: string, columns: readonly string[]): void {
  const guess = delimiterGuess(columns);
  if (guess === null) return;
  const message = `${place}: The whole line is one name, ${listColumns(columns)}.`;
  throw new FilesError('INPUT_REFUSED', message, { ...guess, details: { columns } });
}

/** A name as a shell takes it. */
export function shellName(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}

/** Takes spaces from around names, unless two would become one. */
export function trimNames(columns: readonly string[]): readonly string[] {
  const trimmed = columns.map((column) => column.trim());
  const named = trimmed.filter((name) => name !== '');
  const before = new Set(columns.filter((name) => name.trim() !== ''));
  return new Set(named).size === before.size ? trimmed : columns;
}
