import type { Dataset } from '@mastra-datasets/core';
import { isObject } from '../json/objects.js';
import { FilesError } from '../errors.js';
import type { ValueOptions } from '../mapping/values.js';
import type { PreparedFile } from './prepare.js';

/** The attribute of a dataset that keeps how the files of its last import were read. */
export const MAPPING_ATTRIBUTE = 'import';

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

/** The first key of an object that makes it no mapping; `null` for a mapping. */
export function mappingFlaw(value: Record<string, unknown>): string | null {
  const flaw = Object.entries(value).find(
    ([name, member]) => !isKey(name) || !CHECKS[KINDS[name]](member),
  );
  return flaw?.[0] ?? null;
}

/** Whether a value is a mapping. */
export function isKeptMapping(value: unknown): value is KeptMapping {
  return isObject(value) && mappingFlaw(value) === null;
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

/** How the files of the last import into a dataset were read; `null` where it is not known. */
export function keptMapping(dataset: Pick<Dataset, 'attributes'> | null): KeptMapping | null {
  const kept = dataset?.attributes?.[MAPPING_ATTRIBUTE];
  return isKeptMapping(kept) ? kept : null;
}

/** How cells become values, as a mapping says. Throws `USAGE`. */
export function valueOptions({
  infer,
  python,
  list = [],
  bigNumbers,
  nan,
}: KeptMapping): ValueOptions {
  const lists = new Map<string, string>();
  for (const pair of list) {
    const split = pair.lastIndexOf('=');
    if (split <= 0 || split === pair.length - 1) {
      throw new FilesError('USAGE', `${pair} is no COLUMN=SEPARATOR.`, {
        hint: 'write it as in --list tags=;',
      });
    }
    lists.set(pair.slice(0, split), pair.slice(split + 1));
  }
  return {
    infer: infer === true,
    python: python === true,
    lists,
    reading: {
      bigNumbers: bigNumbers === 'text' || bigNumbers === 'round' ? bigNumbers : 'refuse',
      nan: nan === 'null' ? 'null' : 'refuse',
    },
  };
}
