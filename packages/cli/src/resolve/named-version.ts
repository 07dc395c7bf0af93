import {
  DatasetsError,
  type Dataset,
  type DatasetsStorage,
  type DatasetTag,
  type DatasetVersion,
  type VersionReference,
} from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { HintedError } from '../errors.js';
import { printable } from '../output/printable.js';
import { didYouMean } from './suggestion.js';
import { findVersion, requireVersion } from './version.js';
import { WORDS, zoneHint, type VersionArgument } from './version-argument.js';

/** A version, and what the command line called it where that is not its number: `tag baseline`. */
export type NamedVersion = DatasetVersion & { readonly reading?: string };

type VersionContext = Pick<CommandContext, 'datasets' | 'names' | 'output'>;

/**
 * Finds the version that the command line names, the newest by default. Tells how a date was read,
 * and of a tag that has the same name. Throws `VERSION_NOT_FOUND` with what is near.
 */
export async function requireNamedVersion(
  context: VersionContext,
  dataset: Dataset,
  argument: VersionArgument | undefined,
): Promise<NamedVersion> {
  const { datasets, output } = context;
  if (argument === undefined) return requireVersion(datasets, dataset.id, undefined);
  const tags = await datasets.listTags({ datasetId: dataset.id });
  const meant = withoutShadow(argument, tags);
  const found = await findMeant(datasets, dataset.id, meant);
  if (found === null) throw await notFound(context, dataset, argument, tags);
  const note = noteOn(argument, meant, found, tags);
  if (note !== null) await output.note(note);
  return { ...found, ...readingOf(meant) };
}

/** A tag that an earlier release let be called `latest` still means what it meant there. */
function withoutShadow(argument: VersionArgument, tags: readonly DatasetTag[]): VersionArgument {
  const { kind, text } = argument;
  return kind === 'back' && tags.some(({ tag }) => tag === text)
    ? { kind: 'tag', text, tag: text }
    : argument;
}

/** What a version that is not named by its number was called by. */
function readingOf(argument: VersionArgument): { reading?: string } {
  switch (argument.kind) {
    case 'number':
      return {};
    case 'tag':
      return { reading: `tag ${printable(argument.tag)}` };
    case 'date':
      return { reading: `newest at ${argument.date.toISOString()}` };
    case 'back':
      return { reading: argument.text };
  }
}

/** What to tell where a reference could be read in two ways; `null` where it could not. */
function noteOn(
  { kind, text }: VersionArgument,
  meant: VersionArgument,
  { number }: DatasetVersion,
  tags: readonly DatasetTag[],
): string | null {
  if (kind !== meant.kind) return `${text} is read as the tag of version ${number}.`;
  if (kind !== 'number' && kind !== 'date') return null;
  const { reading } = readingOf(meant);
  const shown = reading === undefined ? '' : `, ${reading}`;
  const said = `${text} is read as a ${kind}: version ${number}${shown}.`;
  const namesake = tags.find(({ tag }) => tag === text);
  if (namesake !== undefined) {
    return `${said} The tag of that name is written tag:${text}, and names version ${namesake.number}.`;
  }
  return kind === 'date' ? said : null;
}

async function findMeant(
  datasets: DatasetsStorage,
  datasetId: string,
  argument: VersionArgument,
): Promise<DatasetVersion | null> {
  if (argument.kind === 'back') {
    const pagination = { page: argument.back, perPage: 1 };
    const [found] = (await datasets.listVersions({ datasetId, pagination })).versions;
    return found ?? null;
  }
  return findVersion(datasets, datasetId, referenceOf(argument));
}

function referenceOf(argument: Exclude<VersionArgument, { kind: 'back' }>): VersionReference {
  switch (argument.kind) {
    case 'tag':
      return argument.tag;
    case 'number':
      return argument.number;
    case 'date':
      return argument.date;
  }
}

async function notFound(
  { datasets, names }: VersionContext,
  { id: datasetId, name }: Dataset,
  argument: VersionArgument,
  tags: readonly DatasetTag[],
): Promise<Error> {
  const { number } = await requireVersion(datasets, datasetId, undefined);
  const details = { datasetId, version: argument.text };
  const message = `${printable(name)} ${whatIsMissing(argument, number)}`;
  const known = [...tags.map(({ tag }) => tag), ...WORDS.keys()];
  const suggestion = suggestionFor(argument, known);
  return new HintedError(
    new DatasetsError('VERSION_NOT_FOUND', message, { details }),
    `${suggestion}look for it with: ${names.onDataset('log')}`,
  );
}

function suggestionFor(argument: VersionArgument, known: readonly string[]): string {
  const { kind, text } = argument;
  if (kind === 'tag') return zoneHint(text) || didYouMean(argument.tag, known);
  return known.includes(text) ? `the tag of that name is written tag:${text}; ` : '';
}

function whatIsMissing(argument: VersionArgument, newest: number): string {
  switch (argument.kind) {
    case 'tag':
      return `has no tag ${printable(argument.tag)}.`;
    case 'date':
      return `had no version yet at ${argument.date.toISOString()}.`;
    default:
      return `has no version ${argument.text}; the newest is version ${newest}.`;
  }
}
