import { readFile, writeFile } from 'node:fs/promises';
import { CliError } from '../errors.js';
import { fileFailure, isMissing, unreadable } from '../formats/bytes.js';
import { pathOf, type Io } from '../io.js';
import { isObject } from '../json/objects.js';
import type { PreparedFile } from './prepare.js';

/** What a mapping keeps: the options of an import that say how its files are read. */
const KINDS = {
  from: 'text',
  root: 'text',
  sheet: 'text',
  input: 'list',
  expectedOutput: 'list',
  context: 'list',
  externalId: 'column',
  splits: 'list',
  map: 'list',
  list: 'list',
  drop: 'list',
  python: 'flag',
  infer: 'flag',
  bigNumbers: 'text',
  nan: 'text',
  encoding: 'text',
  delimiter: 'text',
  header: 'flag',
  quotes: 'flag',
} as const;

type Key = keyof typeof KINDS;

interface Types {
  readonly text: string;
  readonly list: readonly string[];
  readonly flag: boolean;
  readonly column: string | false;
}

/** How the files of an import are read, to be kept for the next one. */
export type KeptMapping = { readonly [Name in Key]?: Types[(typeof KINDS)[Name]] | undefined };

const CHECKS: { readonly [Kind in keyof Types]: (value: unknown) => boolean } = {
  text: (value) => typeof value === 'string',
  list: (value) => Array.isArray(value) && value.every((member) => typeof member === 'string'),
  flag: (value) => typeof value === 'boolean',
  column: (value) => typeof value === 'string' || value === false,
};

function isKey(name: string): name is Key {
  return Object.hasOwn(KINDS, name);
}

/** The first key of a value that makes it no mapping; `null` for a mapping. */
function flawOf(value: Record<string, unknown>): string | null {
  const flaw = Object.entries(value).find(
    ([name, member]) => !isKey(name) || !CHECKS[KINDS[name]](member),
  );
  return flaw?.[0] ?? null;
}

/** Whether a value is a mapping. */
export function isKeptMapping(value: unknown): value is KeptMapping {
  return isObject(value) && flawOf(value) === null;
}

/**
 * The mapping of an import: the options that it was given, and what was chosen without them for the
 * fields that a column each goes to.
 */
export function mappingOf(given: KeptMapping, [first]: readonly PreparedFile[]): KeptMapping {
  const named = Object.fromEntries(
    Object.keys(KINDS).flatMap((name) => {
      const value = isKey(name) ? given[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  ) as KeptMapping;
  if (first === undefined || first.plan.isNative) return named;
  if (first.plan.shape !== null) return { from: first.plan.shape, ...named };
  const only = (field: 'input' | 'expectedOutput' | 'externalId' | 'splits') => {
    const columns = first.fields.get(field) ?? [];
    const isMapped = (named.map ?? []).some((pair) =>
      pair.slice(pair.lastIndexOf('=') + 1).startsWith(field),
    );
    const [column] = columns;
    return columns.length === 1 && !isMapped ? column : undefined;
  };
  const chosen = {
    input: only('input'),
    expectedOutput: only('expectedOutput'),
    externalId: only('externalId'),
    splits: only('splits'),
  };
  const lists = (['input', 'expectedOutput', 'splits'] as const).flatMap((field) => {
    const column = chosen[field];
    return column === undefined ? [] : [[field, [quoted(column)]] as const];
  });
  const id = chosen.externalId === undefined ? {} : { externalId: chosen.externalId };
  return { ...Object.fromEntries(lists), ...id, ...named };
}

/** A name as lists of names have it: in quotes where it has a comma. */
function quoted(name: string): string {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Options with what a mapping says where they say nothing. */
export function withMapping<Options extends KeptMapping>(
  options: Options,
  kept: KeptMapping | null,
): Options {
  if (kept === null) return options;
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...options, ...kept, ...Object.fromEntries(given) };
}

/** Reads a file of a mapping; `null` where there is none yet. Throws `INPUT_REFUSED`. */
export async function readMappingFile(io: Io, file: string): Promise<KeptMapping | null> {
  let text: string;
  try {
    text = await readFile(pathOf(io, file), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(file, error);
  }
  const value = parse(text);
  if (isObject(value) && isKeptMapping(value)) return value;
  const flaw = isObject(value) ? `it has ${JSON.stringify(flawOf(value))}` : 'it is no JSON object';
  throw new CliError('INPUT_REFUSED', `${file} is no mapping: ${flaw}.`, {
    hint: 'name a file that --mapping made, or one that does not exist yet',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Writes a mapping into a file that does not exist yet. */
export async function writeMappingFile(io: Io, file: string, mapping: KeptMapping): Promise<void> {
  const text = `${JSON.stringify(mapping, null, 2)}\n`;
  await writeFile(pathOf(io, file), text, { flag: 'wx' }).catch((error: unknown) => {
    throw fileFailure(file, error);
  });
}
