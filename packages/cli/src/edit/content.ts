import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { NewDatasetItem } from '@mastra-datasets/core';
import { CliError } from '../errors.js';
import {
  isObject,
  JsonProblem,
  parseTarget,
  readJson,
  STRICT,
  targetName,
} from '@mastra-datasets/files';
import { printable } from '../output/printable.js';

/** The fields of an item that an edit may change. */
export type ContentField = Exclude<keyof NewDatasetItem, 'externalId'>;

/** A value for one key of a field. */
export interface Assignment {
  readonly field: ContentField;
  readonly path: readonly string[];
  readonly value: unknown;
  /** As `context.topic`. */
  readonly name: string;
}

/** What is to change of an item: whole fields first, `null` removing those that are objects. */
export interface ContentChanges {
  readonly fields: ReadonlyMap<ContentField, unknown>;
  readonly assignments: readonly Assignment[];
}

/** Reads names of splits: `train,hard`, `train;hard`, or a list of JSON. */
export function parseSplits(text: string): readonly string[] {
  if (text.trimStart().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text);
      const isListOfText = (value: unknown): value is string[] =>
        Array.isArray(value) && value.every((name) => typeof name === 'string');
      if (isListOfText(list)) return list;
    } catch {
      // Said below, as for a list of anything else.
    }
    throw new InvalidArgumentError('It is no list of names in JSON.');
  }
  return text
    .split(/[,;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Reads `context.topic=astronomy` or `input.level:json=3`. Throws `USAGE`. */
export function parseAssignment(text: string): Assignment {
  const split = text.indexOf('=');
  const target = split === -1 ? null : parseTarget(text.slice(0, split));
  if (target === null || target.isElement === true || target.field === 'externalId') {
    throw new CliError('USAGE', `${printable(text)} sets nothing of an item.`, {
      hint: 'write it as context.topic=astronomy, or context.level:json=3; the fields are input, expectedOutput, context, splits, source and attributes',
    });
  }
  const { field, path, isJson } = target;
  const given = text.slice(split + 1);
  const name = targetName({ field, path, isJson: false });
  const value = isJson ? readValue(name, given) : field === 'splits' ? parseSplits(given) : given;
  return { field, path, value, name };
}

function readValue(name: string, text: string): unknown {
  try {
    return readJson(text, STRICT);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new CliError('USAGE', `${name}: ${error.message}`, {
      hint: 'correct it, or leave out :json for text',
    });
  }
}

/** Whether nothing is to change. */
export function isEmptyChange({ fields, assignments }: ContentChanges): boolean {
  return fields.size === 0 && assignments.length === 0;
}

/**
 * The fields that a change sets, as they are then; `null` removes one. Throws `INPUT_REFUSED` for a
 * key of what is no object.
 */
export function changedFields(
  present: Partial<NewDatasetItem>,
  { fields, assignments }: ContentChanges,
): ReadonlyMap<ContentField, unknown> {
  const changed = new Map(fields);
  for (const { field, path, value, name } of assignments) {
    const before = changed.has(field) ? changed.get(field) : present[field];
    changed.set(field, withValue(before ?? undefined, path, value, name));
  }
  return changed;
}

/** A copy of a value with another value at a path. */
function withValue(
  holder: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
  name: string,
): unknown {
  if (key === undefined) return value;
  if (Array.isArray(holder)) {
    const index = Number(key);
    if (!/^\d+$/.test(key) || index > holder.length) throw noSuchPlace(name, 'a list without it');
    return holder.toSpliced(index, 1, withValue(holder[index], rest, value, name));
  }
  if (holder !== undefined && !isObject(holder)) throw noSuchPlace(name, 'no object');
  const entries = Object.entries(holder ?? {});
  const member = Object.hasOwn(holder ?? {}, key) ? holder?.[key] : undefined;
  const made = [key, withValue(member, rest, value, name)] as const;
  const place = entries.findIndex(([present]) => present === key);
  return Object.fromEntries(
    place === -1 ? [...entries, made] : entries.toSpliced(place, 1, [...made]),
  );
}

function noSuchPlace(name: string, what: string): CliError {
  const holder = name.slice(0, name.lastIndexOf('.'));
  return new CliError('INPUT_REFUSED', `${name} cannot be set, as ${holder} is ${what}.`, {
    hint: 'look at the item with show, or give the whole field',
  });
}
