import { CliError } from '../errors.js';
import { JSON_SUFFIX, parseTarget, requireTarget, targetName, type Target } from './targets.js';

/** What separates cells in some files. */
const DELIMITERS = [';', '\t', '|', ','];

/** What the command line says about columns. */
export interface MappingOptions {
  readonly input?: string | undefined;
  readonly expectedOutput?: string | undefined;
  readonly context?: string | undefined;
  readonly externalId?: string | undefined;
  /** `COLUMN=TARGET`. */
  readonly map?: readonly string[] | undefined;
}

/** Where the columns of a file go. */
export interface Mapping {
  readonly targets: ReadonlyMap<string, Target>;
  /** Whether the columns name their targets themselves, so that any other is a mistake. */
  readonly isAutomatic: boolean;
}

function splitList(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** One column goes to the field itself, several to keys of their own names. */
function fieldTargets(field: 'input' | 'expectedOutput', list: string): [string, Target][] {
  const columns = splitList(list);
  return columns.map((column) => [
    column,
    {
      field,
      path: columns.length === 1 ? [] : [withoutSuffix(column)],
      isJson: column.endsWith(JSON_SUFFIX),
    },
  ]);
}

function contextTargets(list: string): [string, Target][] {
  return splitList(list).map((column) => [
    column,
    { field: 'context', path: [withoutSuffix(column)], isJson: column.endsWith(JSON_SUFFIX) },
  ]);
}

function withoutSuffix(column: string): string {
  return column.endsWith(JSON_SUFFIX) ? column.slice(0, -JSON_SUFFIX.length) : column;
}

function parsePair(pair: string): [string, Target] {
  const split = pair.lastIndexOf('=');
  if (split > 0) return [pair.slice(0, split), requireTarget(pair.slice(split + 1))];
  throw new CliError('USAGE', `${pair} is no COLUMN=TARGET.`, {
    hint: 'write it as in --map question=input.question',
  });
}

/** Reads the options. Throws `USAGE` for a target that does not exist, or a column used twice. */
export function parseMapping({
  input,
  expectedOutput,
  context,
  externalId,
  map = [],
}: MappingOptions): Mapping {
  const pairs = [
    ...(input === undefined ? [] : fieldTargets('input', input)),
    ...(expectedOutput === undefined ? [] : fieldTargets('expectedOutput', expectedOutput)),
    ...(context === undefined ? [] : contextTargets(context)),
    ...map.map(parsePair),
  ];
  const isAutomatic = pairs.length === 0;
  if (externalId !== undefined) {
    pairs.push([externalId, { field: 'externalId', path: [], isJson: false }]);
  }
  const targets = new Map<string, Target>();
  for (const [column, target] of pairs) {
    const known = targets.get(column);
    if (known !== undefined) {
      throw new CliError('USAGE', `The column ${column} has two targets.`, {
        details: { column, targets: [targetName(known), targetName(target)] },
      });
    }
    targets.set(column, target);
  }
  return { targets, isAutomatic };
}

/** The target of a column; `null` for one that the options leave out. */
export function targetOf({ targets, isAutomatic }: Mapping, column: string): Target | null {
  return targets.get(column) ?? (isAutomatic ? parseTarget(column) : null);
}

/**
 * Checks the options against the columns that a file has; `place` says where it names them. Throws
 * `INPUT_REFUSED` for columns that are missing or come twice, that have no target where nothing says
 * which to take, or when nothing goes to the input.
 */
export function checkColumns(mapping: Mapping, columns: readonly string[], place: string): void {
  const refused = (message: string, hint = 'correct the file or the options') =>
    new CliError('INPUT_REFUSED', `${place}${message}`, {
      hint: hintFor(columns) ?? hint,
      details: { columns },
    });
  // Unnamed ones can be left out, as spreadsheets often write some at the end.
  const unnamed = columns.findIndex((column) => column.trim() === '');
  if (unnamed !== -1 && mapping.isAutomatic) {
    throw refused(
      `: column ${unnamed + 1} has no name.`,
      'name it in the first line, say which columns to take, or use --no-header',
    );
  }
  const list = `The columns are: ${columns.join(', ')}.`;
  const second = columns.findIndex(
    (column, index) => column.trim() !== '' && columns.indexOf(column) !== index,
  );
  if (second !== -1) {
    const name = JSON.stringify(columns[second]);
    throw refused(`, column ${second + 1}: ${name} is the name of an earlier column.`);
  }
  for (const column of mapping.targets.keys()) {
    if (!columns.includes(column)) throw refused(`: There is no column ${column}. ${list}`);
  }
  const targets = columns.flatMap((column) => targetOf(mapping, column) ?? []);
  if (!targets.some(({ field }) => field === 'input')) {
    throw refused(`: No column goes to the input. ${list}`, 'name it with --input COLUMN');
  }
  const lost = columns.filter((column) => targetOf(mapping, column) === null);
  if (mapping.isAutomatic && lost.length > 0) {
    throw refused(
      `: Columns without a target: ${lost.join(', ')}.`,
      'say where each goes with --input, --expected-output, --context or --map; the others are then left out',
    );
  }
}

/** What a line of names tells about the options that the file needs. */
function hintFor(columns: readonly string[]): string | null {
  const [first = ''] = columns;
  if (columns.some((column) => column.includes('\0'))) {
    const encoding = first.startsWith('\0') ? 'utf-16be' : 'utf-16le';
    return `the text may be in another encoding: try --encoding ${encoding}`;
  }
  const delimiter = DELIMITERS.find((candidate) => first.includes(candidate));
  if (columns.length > 1 || delimiter === undefined) return null;
  const written = delimiter === '\t' ? String.raw`\t` : delimiter;
  return `the cells may be separated by another character: try --delimiter '${written}'`;
}
