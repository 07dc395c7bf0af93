import { setImmediate as nextTurn } from 'node:timers/promises';
import type { itemArguments } from '../../../../../arguments/index.js';
import type { NormalizedNewItem } from '../../../../../arguments/item-content.js';
import { DatasetsError } from '../../../../../errors.js';
import { afterWrite, failedBeforeWrite, type FailureOutcome } from '../../../../../failures.js';
import { createId, createItemId } from '../../../../../ids.js';
import type * as types from '../../../../types.js';
import { equalFields } from '../../content.js';
import { isRefused, type StagedCommitRefused } from '../adapter/refusals.js';
import { untilAccepted } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound, itemExists, tooManyDeletions, versionConflict } from '../errors.js';
import { refuseExisting, refuseInvalid, refuseRepeated, type Refusals } from './checks.js';
import { readChunks, type ImportedItem } from './chunks.js';
import { RefusedNames } from './refused-names.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { RunFetch } from '../reading/scan-items.js';
import { toItem } from '../reading/results.js';
import { newDocuments, newFields } from '../commits/planned-changes.js';
import type { ItemInsert, RequiredVersion } from '../adapter/commits.js';
import type { StagedCommitResult, Staging, StagingPrimitives } from '../adapter/staging.js';
import { documentsOf } from '../adapter/documents.js';
import type { NamedItem } from '../adapter/records.js';
import type { KnownSchemas } from '../schema-registry.js';
import { expectedTime } from '../reading/version-references.js';

/** How long after its last chunk an import counts as abandoned, in milliseconds: a day. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1_000;

/** What an import works with. */
export interface ImportContext extends StorageContext {
  readonly staging: StagingPrimitives;
  readonly parseItem: (item: unknown, path: string) => NormalizedNewItem;
  /** The external id that an item has which is refused, or `null`. */
  readonly nameOf: (item: unknown) => string | null;
  /** Runs one step on the open storage. */
  readonly run: RunFetch;
  /** As `run`, while no other call of this storage changes the dataset. */
  readonly runAlone: RunFetch;
}

type ImportArguments = ReturnType<typeof itemArguments.import>;

/** An import with what it found when it began. */
interface Import extends Staging {
  readonly onConflict: types.OnConflict;
  readonly onDeleted: types.OnDeleted;
  readonly schemas: KnownSchemas;
  readonly expectedVersion: RequiredVersion;
  readonly onMissing: types.OnMissing;
  readonly maxDeleted: number | null;
  /** The external ids of refused items, where the import deletes what it does not name. */
  readonly refusedNames: RefusedNames | null;
}

/**
 * Stages items in chunks, each in a write of its own, then makes them one commit. Whatever happens
 * before that commit, no read has seen any of them.
 */
export async function importItems(
  context: ImportContext,
  parsed: ImportArguments,
): Promise<types.ImportItemsOutput> {
  const { staging, run } = context;
  const { onRejected, onProgress } = parsed;
  const begun = await beforeCommit(context, () => begin(context, parsed));
  let rejected = 0;
  let staged = 0;
  const { refusedNames } = begun;
  const reject = (index: number, item: types.NewDatasetItem, error: DatasetsError) => {
    if (onRejected === undefined) throw error;
    rejected += 1;
    refusedNames?.add(context.nameOf(item));
    onRejected({ index, item, error });
  };
  try {
    const reader = { parseItem: parserOf(context, begun), reject };
    for await (const chunk of readChunks(parsed.items, reader)) {
      const { inserts, refusals } = await beforeCommit(context, () =>
        planChunk(context, begun, chunk),
      );
      for (const [{ index, given }, error] of refusals) reject(index, given, error);
      if (refusedNames !== null) await beforeCommit(context, () => refusedNames.stage());
      if (inserts.length === 0) continue;
      await beforeCommit(context, () => staging.stage(begun, context.clock.now(), inserts));
      staged += inserts.length;
      onProgress?.({ phase: 'stage', staged });
      // Local drivers release the memory of their statements only when the event loop goes round.
      await nextTurn();
    }
    onProgress?.({ phase: 'commit', staged });
    const result = await context.runAlone(() => commit(context, begun, parsed, staged));
    const { added, updated, deleted } = result;
    const unchanged = staged - added - updated;
    return { version: new Date(result.version), added, updated, deleted, unchanged, rejected };
  } finally {
    // Nothing reads what stays here when this fails, and later imports into the dataset remove it.
    const left = staged > 0 ? [begun] : [];
    for (const each of [...left, ...(refusedNames?.staged ?? [])]) {
      await run(() => staging.discardStaged(each)).catch(() => undefined);
    }
  }
}

/** Checks items by themselves; where what is not named is deleted, they need an external id. */
function parserOf({ parseItem }: ImportContext, { onMissing }: Import): ImportContext['parseItem'] {
  if (onMissing === 'keep') return parseItem;
  return (item, path) => {
    const parsed = parseItem(item, path);
    if (parsed.externalId !== null) return parsed;
    throw invalidArgument(`${path}.externalId`, 'missing, and onMissing is delete');
  };
}

/** Runs a step that changes nothing of the dataset, whatever becomes of it, and says so when it fails. */
function beforeCommit<Result>({ run }: ImportContext, step: () => Promise<Result>) {
  return run(step).catch((error: unknown) => {
    throw failedBeforeWrite(error);
  });
}

/** Looks at the dataset, and removes what imports left that never came to an end. */
async function begin(
  { primitives, staging, clock, schemas }: ImportContext,
  parsed: ImportArguments,
): Promise<Import> {
  const { datasetId, onDeleted = 'revive', onMissing = 'keep', expectedVersion } = parsed;
  const { onConflict = onMissing === 'delete' ? 'update' : 'error' } = parsed;
  await primitives.refresh?.();
  const dataset = await primitives.findDataset(datasetId);
  if (dataset === null) throw datasetNotFound(datasetId);
  schemas.remember(dataset);
  const expected =
    expectedVersion === undefined
      ? 'any'
      : await expectedTime(primitives, datasetId, expectedVersion);
  if (expectedVersion !== undefined && expected !== dataset.version) {
    throw versionConflict(datasetId, expectedVersion, dataset.version);
  }
  const since = clock.now() - ABANDONED_AFTER_MS;
  for (const importId of await staging.findAbandoned(datasetId, since)) {
    await staging.discardStaged({ datasetId, importId });
  }
  return {
    datasetId,
    importId: createId(),
    onConflict,
    onDeleted,
    schemas: schemas.get(datasetId),
    expectedVersion: expected,
    onMissing,
    maxDeleted: parsed.maxDeleted ?? null,
    refusedNames: onMissing === 'delete' ? new RefusedNames(staging, datasetId, clock) : null,
  };
}

/** Decides which items of a chunk are staged, and as what. */
async function planChunk(
  { primitives, staging }: ImportContext,
  begun: Import,
  chunk: readonly ImportedItem[],
): Promise<{ inserts: ItemInsert[]; refusals: Refusals }> {
  const { datasetId, onConflict, onDeleted, schemas } = begun;
  const refusals: Refusals = new Map();
  const externalIds = chunk.flatMap(({ item }) => item.externalId ?? []);
  let existing: ReadonlyMap<string, NamedItem> = new Map();
  if (externalIds.length > 0) {
    refuseRepeated(chunk, await staging.findStaged(begun, externalIds), refusals);
    const isOfInterest = onConflict !== 'skip' || onDeleted === 'error';
    const found = isOfInterest ? await primitives.findNamedItems(datasetId, externalIds) : [];
    existing = new Map(found.map((named) => [named.item.externalId ?? '', named]));
  }
  refuseExisting(begun, chunk, existing, refusals);
  refuseInvalid(datasetId, chunk, schemas.validator, refusals);
  const inserts = chunk
    .filter((imported) => !refusals.has(imported))
    .map(({ item }) => toInsert(datasetId, item, existing.get(item.externalId ?? '')));
  return { inserts, refusals };
}

/**
 * The commit compares texts, so an item that equals the current one takes over its texts: keys in
 * another order are no difference.
 */
function toInsert(
  datasetId: string,
  item: NormalizedNewItem,
  named: NamedItem | undefined,
): ItemInsert {
  const insert = { id: createItemId(datasetId), externalId: item.externalId, createdAt: null };
  const isSame = named?.validTo === null && equalFields(toItem(named.item), newFields(item));
  return { ...insert, ...(isSame ? documentsOf(named.item) : newDocuments(item)) };
}

async function commit(
  context: ImportContext,
  begun: Import,
  { author, message }: ImportArguments,
  count: number,
): Promise<StagedCommitResult> {
  const { staging, clock } = context;
  const { schemas, refusedNames, ...request } = begun;
  const { datasetId } = request;
  const result = await untilAccepted(context, datasetId, async () => {
    const answer = await staging.commitStaged({
      ...request,
      alsoNamed: refusedNames?.importId ?? null,
      count,
      now: () => clock.now(),
      schemaRevision: schemas.revision,
      author: author ?? null,
      message: message ?? null,
    });
    if (isRefused(answer)) await throwReason(context, begun, answer);
    return answer;
  });
  await afterWrite(() => clock.wait(result.version));
  return result;
}

/** Throws what a refusal means for an import; nothing when what was in its way is gone. */
async function throwReason(
  { primitives, staging }: ImportContext,
  { datasetId, importId, expectedVersion, maxDeleted, refusedNames }: Import,
  { refused }: StagedCommitRefused,
): Promise<void> {
  if (refused === 'staged') {
    throw importLost(datasetId, 'What the import had stored for its commit was removed');
  }
  if (refused === 'schemas') {
    throw importLost(datasetId, `The schemas of the dataset ${datasetId} changed meanwhile`);
  }
  await primitives.refresh?.();
  if (refused === 'version' && expectedVersion !== 'any') {
    const dataset = await primitives.findDataset(datasetId);
    if (dataset === null) throw datasetNotFound(datasetId);
    if (dataset.version === expectedVersion) return;
    throw versionConflict(datasetId, new Date(expectedVersion), dataset.version);
  }
  if (refused === 'externalIds' || refused === 'deletedItems') {
    const among = refused === 'externalIds' ? 'current' : 'deleted';
    const externalId = await staging.findStagedConflict({ datasetId, importId }, among);
    if (externalId === null) return;
    const [rival] = await primitives.findNamedItems(datasetId, [externalId]);
    if (rival !== undefined) throw itemExists(datasetId, externalId, rival);
  }
  if (refused === 'deletions' && maxDeleted !== null) {
    const alsoNamed = refusedNames?.importId ?? null;
    const found = await staging.countMissing({ datasetId, importId, alsoNamed });
    if (found > maxDeleted) throw tooManyDeletions(datasetId, found, maxDeleted);
  }
}

function importLost(datasetId: string, reason: string): DatasetsError {
  return new DatasetsError('STORAGE_BUSY', `${reason}; nothing was written.`, {
    details: { datasetId, outcome: 'unchanged' satisfies FailureOutcome },
  });
}
