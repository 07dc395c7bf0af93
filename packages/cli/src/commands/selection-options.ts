import {
  InvalidArgumentError,
  Option,
  type Command,
  type OptionValues,
} from '@commander-js/extra-typings';
import type { ItemSample, ItemSelection } from '@mastra-datasets/core';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';
import { collect, parseJsonOption } from './parameters.js';

/** A number of items, or a part of them. */
type SampleSize = { readonly size: number } | { readonly fraction: number };

/** Adds the options that say which items are meant: see {@link selectionOf}. */
export function withSelection<
  Arguments extends unknown[],
  Options extends OptionValues,
  Global extends OptionValues,
>(command: Command<Arguments, Options, Global>) {
  return command
    .addOption(whereOption())
    .addOption(splitOption())
    .addOption(sampleOption())
    .addOption(seedOption());
}

/** The option for a query. */
function whereOption() {
  return new Option(
    '--where <json>',
    'only items that meet this query, such as \'{"context.topic":"astronomy"}\'',
  ).argParser(parseJsonOption);
}

/** The option for splits, which may come several times. */
function splitOption() {
  return new Option('--split <name>', 'only items in this split; may come several times').argParser<
    readonly string[]
  >(collect);
}

/** The option for a sample. */
function sampleOption() {
  return new Option(
    '--sample <number>',
    'only so many items, or a part of them, as 10%; the same ones each time',
  ).argParser(parseSample);
}

/** The option for the seed of a sample. */
function seedOption() {
  return new Option('--seed <text>', 'another seed gives another sample (default: none)');
}

function parseSample(text: string): SampleSize {
  const [, percentage] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const number = Number(percentage ?? text);
  if (percentage !== undefined && number <= 100) return { fraction: number / 100 };
  if (percentage === undefined && Number.isSafeInteger(number) && number > 0) {
    return { size: number };
  }
  throw new InvalidArgumentError('It must be a positive integer, or a percentage up to 100%.');
}

/** What the options say about the items that are meant. */
export interface SelectionOptions {
  readonly where?: { readonly value: unknown } | undefined;
  readonly split?: readonly string[] | undefined;
  readonly sample?: SampleSize | undefined;
  readonly seed?: string | undefined;
}

/** Reads which items are meant; `null` for all. Throws `USAGE`. */
export function selectionOf({
  where,
  split,
  sample,
  seed,
}: SelectionOptions): ItemSelection | null {
  if (seed !== undefined && sample === undefined) {
    throw new CliError('USAGE', 'A seed belongs to a sample.', {
      hint: 'say how many items with --sample, or leave out --seed',
    });
  }
  if (where === undefined && split === undefined && sample === undefined) return null;
  return {
    // What is no query is refused by the storage.
    ...(where === undefined ? {} : { where: where.value as Record<string, unknown> }),
    ...(split === undefined ? {} : { splits: split }),
    ...(sample === undefined ? {} : { sample: { ...sample, seed: seed ?? '' } as ItemSample }),
  };
}

/** Says in words what a selection is of: `in the split train, in a sample`. */
export function describeSelection({ splits, where, sample }: ItemSelection): string[] {
  const names = splits?.map((name) => printable(name)).join(' or ');
  return [
    ...(names === undefined ? [] : [`in the split ${names}`]),
    ...(where === undefined ? [] : ['that meet the query']),
    ...(sample === undefined ? [] : ['in the sample']),
  ];
}
