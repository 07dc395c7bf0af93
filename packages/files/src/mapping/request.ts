import { parse } from '#csv-parse/sync';
import { FilesError } from '../errors.js';
import {
  JSON_SUFFIX,
  parseTarget,
  requireTarget,
  targetAt,
  targetName,
  type Field,
  type Target,
} from './targets.js';

/** What the command line says about columns. An option that comes several times has all its values. */
export interface MappingOptions {
  readonly input?: readonly string[] | undefined;
  readonly expectedOutput?: readonly string[] | undefined;
  readonly context?: readonly string[] | undefined;
  readonly splits?: readonly string[] | undefined;
  /** `false` for no external id. */
  readonly externalId?: string | false | undefined;
  /** `COLUMN=TARGET`. */
  readonly map?: readonly string[] | undefined;
  /** Columns that are left out. */
  readonly drop?: readonly string[] | undefined;
}

/** A column, or a place within its values, and where it goes. */
interface Assignment {
  readonly column: string;
  readonly path: readonly string[];
  readonly target: Target;
}

/** Where the columns that options name go. */
export interface Assignments {
  readonly list: readonly Assignment[];
  /** The fields that nothing else may go to. */
  readonly given: ReadonlySet<Field>;
  readonly dropped: ReadonlySet<string>;
  /** Whether the columns that are not named are left out, in place of going to the context. */
  readonly dropsOthers: boolean;
}

/** Finds the column that a name stands for, and the place within its values. */
export type FindColumn = (name: string) => Pick<Assignment, 'column' | 'path'>;

/** Columns of a file, to tell names with a comma from lists of names. */
type Columns = readonly string[];

/** The names in a list; those with a comma stand in double quotes, or alone. */
function namesIn(texts: readonly string[], columns: Columns): string[] {
  return texts.flatMap((text) => {
    if (columns.includes(text)) return [text];
    const [names = []] = parse(text, { trim: true, relax_quotes: true, relax_column_count: true });
    return names;
  });
}

/** One column goes to the field itself, several to keys of their own names. */
function fieldTargets(field: Field, names: readonly string[]): [string, Target][] {
  return names.map((name) => {
    const isJson = name.endsWith(JSON_SUFFIX);
    const path = names.length === 1 && field !== 'context' ? [] : [withoutSuffix(name)];
    return [name, { field, path, isJson }];
  });
}

function withoutSuffix(column: string): string {
  return column.endsWith(JSON_SUFFIX) ? column.slice(0, -JSON_SUFFIX.length) : column;
}

function parsePair(pair: string): [string, Target] {
  const split = pair.lastIndexOf('=');
  if (split > 0) return [pair.slice(0, split), requireTarget(pair.slice(split + 1))];
  throw new FilesError('USAGE', `${pair} is no COLUMN=TARGET.`, {
    hint: 'write it as in --map question=input.question',
  });
}

/** Checks what can be checked before the file is known. Throws `USAGE`. */
export function checkOptions({ map = [] }: MappingOptions): void {
  for (const pair of map) parsePair(pair);
}

/**
 * Reads the options for a file with these columns. Throws `USAGE` for a target that does not exist or
 * is taken, or a column used twice.
 */
export function readAssignments(
  options: MappingOptions,
  columns: Columns,
  find: FindColumn,
): Assignments {
  const { input = [], expectedOutput = [], context = [], splits = [], externalId } = options;
  const pairs = [
    ...fieldTargets('input', namesIn(input, columns)),
    ...fieldTargets('expectedOutput', namesIn(expectedOutput, columns)),
    ...fieldTargets('context', namesIn(context, columns)),
    ...namesIn(splits, columns).map((name): [string, Target] => [name, targetAt('splits')]),
    ...(options.map ?? [])
      .map(parsePair)
      .flatMap(([left, target]) =>
        namesIn([left], columns).map((name): [string, Target] => [name, target]),
      ),
    ...(typeof externalId === 'string'
      ? [[externalId, targetAt('externalId')] satisfies [string, Target]]
      : []),
  ];
  const list = pairs.map(([name, target]) => ({ ...find(name), target }));
  assertDistinct(list);
  const given = new Set<Field>(list.map(({ target }) => target.field));
  if (context.length === 0) given.delete('context');
  given.delete('source');
  if (externalId === false) given.add('externalId');
  const dropped = new Set(namesIn(options.drop ?? [], columns).map((name) => find(name).column));
  return { list, given, dropped, dropsOthers: context.length > 0 };
}

/** Throws `USAGE` for a column with two targets, and for a target that two columns fill. */
function assertDistinct(list: readonly Assignment[]): void {
  for (const [index, { column, path, target }] of list.entries()) {
    const rival = list
      .slice(0, index)
      .find((other) => other.column === column && other.path.join('.') === path.join('.'));
    if (rival !== undefined) {
      throw new FilesError('USAGE', `The column ${column} has two targets.`, {
        details: { column, targets: [targetName(rival.target), targetName(target)] },
      });
    }
    const holder = list.find((other) => other.target !== target && isWithin(target, other.target));
    if (holder === undefined) continue;
    const names = [holder.column, column].map((name) => JSON.stringify(name)).join(' and ');
    throw new FilesError('USAGE', `Both ${names} would go to ${targetName(holder.target)}.`, {
      hint: 'give each a key of its own, as in --map question=input.question, or collect them with input.parts[]',
      details: { columns: [holder.column, column] },
    });
  }
}

/** Whether a target lies in another one, so that both cannot be filled. */
function isWithin(target: Target, holder: Target): boolean {
  if (target.field !== holder.field || target.isJson !== holder.isJson) return false;
  const isSame = target.path.length === holder.path.length;
  if (isSame && target.isElement === true && holder.isElement === true) return false;
  if (isSame && target.field === 'splits') return false;
  return holder.path.every((key, index) => target.path[index] === key);
}

/** Whether the name of a column is that of its target. */
export function isNativeName(column: string): boolean {
  return parseTarget(column) !== null;
}
