import { dirname } from 'node:path';
import {
  chooseItems,
  DatasetsError,
  type DatasetItem,
  type DatasetsStorage,
  type ItemSample,
  type ItemWhere,
} from '@mastra-datasets/core';
import { toCase, type CaseSchema, type EvaluationCase } from './cases.js';
import { CasesError } from './errors.js';
import { findLockFile, readLockFile, requireEntry } from './lock-file/files.js';
import type { LockedSelection } from './lock-file/format.js';
import { rememberOrigin } from './loading/origin.js';
import { digestOf, isCase, readLockedItems, type FoundItems } from './reading/locked-items.js';
import { withStorage, type Environment } from './reading/store.js';
import { helpfulCommand } from './shell-words.js';
import { readNewestItems } from './reading/unlocked-items.js';

/** @see loadCases */
export interface LoadCasesOptions<Schema extends CaseSchema = CaseSchema> {
  /** Only cases in this split, or in one of these. */
  readonly split?: string | readonly string[] | undefined;
  /** Only so many cases, or a part of them; the same ones each time. */
  readonly sample?: ItemSample | undefined;
  /** Only cases that meet this query. */
  readonly where?: ItemWhere | undefined;
  /** What the fields of the cases have to be, as schemas of zod; gives them their types. */
  readonly schema?: Schema | undefined;
  /** Reads the newest version from the store, locked or not; default `false`. */
  readonly unlocked?: boolean | undefined;
  /** A storage to read from; default: the store that the environment names, or the locked file. */
  readonly storage?: DatasetsStorage | undefined;
  /** Where the search for the lock file begins; default: the working folder. */
  readonly folder?: string | undefined;
  /** The environment; default: that of the process. */
  readonly environment?: Environment | undefined;
}

/**
 * Loads the cases of a dataset that the nearest `datasets.lock.json` pins, and checks that they are
 * the ones: their digest has to be the locked one. Only then `split`, `where` and `sample` choose from
 * them.
 *
 * They come from `storage`; or from the store that `MASTRA_DATASETS_URL` names; or from the file with
 * cases beside the lock file; or else from `mastra.db` beside the lock file.
 *
 * @param name the name of the dataset in the lock file.
 * @returns the cases, oldest first; never none. Purged items are no cases.
 * Rejects with a `CasesError`: `LOCK_FILE_NOT_FOUND`, `LOCK_FILE_INVALID`, `NOT_LOCKED`,
 * `CASES_CHANGED`, `NO_CASES`, `CASE_INVALID`, `STORE_NOT_FOUND`; with `INVALID_ARGUMENT` for an option
 * that it does not have; and with the errors of the storage.
 */
export async function loadCases<Schema extends CaseSchema = CaseSchema>(
  name: string,
  options: LoadCasesOptions<Schema> = {},
): Promise<EvaluationCase<Schema>[]> {
  refuseUnknown(options);
  const { items, lock } = await (options.unlocked === true ? readUnlocked : readLocked)(
    name,
    options,
  );
  const chosen = choose(items, name, options);
  const cases = chosen.filter(isCase).map((item) => toCase(item, options.schema, name));
  if (cases.length === 0) throw noCases(name, `No case of ${name} is meant.`);
  rememberOrigin(cases, {
    dataset: name,
    lock,
    ...(chosen === items ? {} : { chosen: { ...choiceOf(options), digest: digestOf(chosen) } }),
  });
  return cases;
}

const OPTIONS: readonly (keyof LoadCasesOptions)[] = [
  'split',
  'sample',
  'where',
  'schema',
  'unlocked',
  'storage',
  'folder',
  'environment',
];

/** An option that is not known would choose nothing, so more cases would be loaded than meant. */
function refuseUnknown(options: object): void {
  const known: readonly string[] = OPTIONS;
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new DatasetsError(
    'INVALID_ARGUMENT',
    `loadCases has no option ${unknown}. It has ${known.join(', ')}.`,
    { details: { option: unknown } },
  );
}

type Place = Pick<LoadCasesOptions, 'storage' | 'folder' | 'environment'>;

async function readLocked(name: string, options: Place): Promise<FoundItems> {
  const { storage, folder = process.cwd(), environment = process.env } = options;
  const lockFile = await readLockFile(folder);
  const lock = requireEntry(lockFile, name);
  return { items: await readLockedItems(lockFile, name, lock, { storage, environment }), lock };
}

async function readUnlocked(name: string, options: Place): Promise<FoundItems> {
  const { storage, folder = process.cwd(), environment = process.env } = options;
  const lockFile = await findLockFile(folder);
  const place = lockFile === undefined ? folder : dirname(lockFile);
  return withStorage({ storage, environment }, place, (opened) => readNewestItems(opened, name));
}

type Choice = Pick<LoadCasesOptions, 'split' | 'sample' | 'where'>;

function choiceOf({ split, sample, where }: Choice): LockedSelection {
  return {
    ...(split === undefined ? {} : { splits: typeof split === 'string' ? [split] : [...split] }),
    ...(where === undefined ? {} : { where: { ...where } }),
    ...(sample === undefined ? {} : { sample }),
  };
}

function choose(items: DatasetItem[], name: string, options: Choice): DatasetItem[] {
  const { splits } = choiceOf(options);
  const { sample, where } = options;
  const missing = splits?.find((wanted) => !items.some((item) => item.splits?.includes(wanted)));
  if (missing !== undefined) throw noCases(name, `No case of ${name} is in the split ${missing}.`);
  if (splits === undefined && sample === undefined && where === undefined) return items;
  return chooseItems(items, { splits, sample, where }).reverse();
}

function noCases(name: string, message: string): CasesError {
  return new CasesError(
    'NO_CASES',
    `${message} Look at them with: ${helpfulCommand('show', name)}`,
    { details: { dataset: name } },
  );
}
