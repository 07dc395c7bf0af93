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
import { datasetNotFound, itemExists, versionConflict } from '../errors.js';
import { refuseExisting, refuseInvalid, refuseRepeated, type Refusals } from './checks.js';
import { pathOf, readChunks, type ChunkReader, type ImportedItem } from './chunks.js';
import type { RunFetch } from '../reading/scan-items.js';
import { toItem } from '../reading/results.js';
import { newDocuments, newFields } from '../commits/planned-changes.js';
import type { RequiredVersion } from '../adapter/commits.js';
import { mergedAddition } from '../commits/merges.js';
import type {
  StagedCommitResult,
  StagedItem,
  Staging,
  StagingPrimitives,
} from '../adapter/staging.js';
import { documentsOf } from '../adapter/documents.js';
import type { ItemRecord } from '../adapter/records.js';
import type { KnownSchemas } from '../schema-registry.js';
import { expectedTime } from '../reading/version-references.js';

/** A chunk is stored after this part of the time after which an import counts as abandoned. */
const MOST_OF_WAIT = 4;

/** What an import works with. */
export interface ImportContext extends StorageContext {
  readonly staging: StagingPrimitives;
  readonly parseItem: (item: unknown, path: string) => NormalizedNewItem;
  /** Runs one step on the open storage. */
  readonly run: RunFetch;
  /** As `run`, while no other call of this storage changes the dataset. */
  readonly runAlone: RunFetch;
}

type ImportArguments = ReturnType<typeof itemArguments.import>;

/** An import with what it found when it began. */
interface Import extends Staging {
  readonly onConflict: types.OnConflict;
  readonly schemas: KnownSchemas;
  readonly expectedVersion: RequiredVersion;
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
  const reject = (index: number, item: types.NewDatasetItem, error: DatasetsError) => {
    if (onRejected === undefined) throw error;
    rejected += 1;
    onRejected({ index, item, error });
  };
  try {
    const { parseItem, clock, abandonedImportMs } = context;
    // A slow import stores often enough what it has for nobody to take it for abandoned.
    const mostMs = abandonedImportMs / MOST_OF_WAIT;
    const reader = { parseItem, reject, now: () => clock.now(), mostMs };
    for await (const chunk of readChunks(parsed.items, reader)) {
      const { planned, refusals } = await beforeCommit(context, () =>
        planChunk(context, begun, chunk),
      );
      for (const [{ index, given }, error] of refusals) reject(index, given, error);
      if (planned.length === 0) continue;
      staged += await stagePlanned(context, begun, planned, reject);
      onProgress?.({ phase: 'stage', staged });
      // Local drivers release the memory of their statements only when the event loop goes round.
      await nextTurn();
    }
    onProgress?.({ phase: 'commit', staged });
    const result = await context.runAlone(() => commit(context, begun, parsed, staged));
    const { added, updated } = result;
    const unchanged = staged - added - updated;
    return { version: new Date(result.version), added, updated, unchanged, rejected };
  } finally {
    // Nothing reads what stays here when this fails, and later imports into the dataset remove it.
    if (staged > 0) await run(() => staging.discardStaged(begun)).catch(() => undefined);
  }
}

/**
 * Stages items, and gives how many. Where the database does not take one of them, such as a row that
 * is too large, this stages each half alone, until only that item is refused.
 */
async function stagePlanned(
  context: ImportContext,
  begun: Import,
  planned: readonly PlannedItem[],
  reject: ChunkReader['reject'],
): Promise<number> {
  try {
    const items = planned.map(({ staged }) => staged);
    await beforeCommit(context, () => context.staging.stage(begun, context.clock.now(), items));
    return planned.length;
  } catch (error) {
    if (!(error instanceof DatasetsError) || error.code !== 'INVALID_ARGUMENT') throw error;
    const [only] = planned;
    if (planned.length === 1 && only !== undefined) {
      reject(only.imported.index, only.imported.given, refusedByDatabase(only.imported, error));
      return 0;
    }
    const middle = Math.ceil(planned.length / 2);
    const first = await stagePlanned(context, begun, planned.slice(0, middle), reject);
    return first + (await stagePlanned(context, begun, planned.slice(middle), reject));
  }
}

/** What the database refused of an import, with the item that it refused. */
function refusedByDatabase({ index }: ImportedItem, cause: DatasetsError): DatasetsError {
  const path = pathOf(index);
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${cause.message}`, {
    details: { ...cause.details, path },
    cause,
  });
}

/** Runs a step that changes nothing of the dataset, whatever becomes of it, and says so when it fails. */
function beforeCommit<Result>({ run }: ImportContext, step: () => Promise<Result>) {
  return run(step).catch((error: unknown) => {
    throw failedBeforeWrite(error);
  });
}

/** Looks at the dataset, and removes what imports left that never came to an end. */
async function begin(
  { primitives, staging, clock, schemas, abandonedImportMs }: ImportContext,
  { datasetId, onConflict = 'error', expectedVersion }: ImportArguments,
): Promise<Import> {
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
  const since = clock.now() - abandonedImportMs;
  for (const importId of await staging.findAbandoned(datasetId, since)) {
    await staging.discardStaged({ datasetId, importId });
  }
  return {
    datasetId,
    importId: createId(),
    onConflict,
    schemas: schemas.get(datasetId),
    expectedVersion: expected,
  };
}

/** An item that is to be staged. */
interface PlannedItem {
  readonly imported: ImportedItem;
  readonly staged: StagedItem;
}

/** Decides which items of a chunk are staged, and as what. */
async function planChunk(
  { primitives, staging }: ImportContext,
  begun: Import,
  chunk: readonly ImportedItem[],
): Promise<{ planned: PlannedItem[]; refusals: Refusals }> {
  const { datasetId, onConflict, schemas } = begun;
  const refusals: Refusals = new Map();
  const externalIds = chunk.flatMap(({ item }) => item.externalId ?? []);
  let existing: ReadonlyMap<string, ItemRecord> = new Map();
  if (externalIds.length > 0) {
    refuseRepeated(chunk, await staging.findStaged(begun, externalIds), refusals);
    const items =
      onConflict === 'skip'
        ? []
        : await primitives.findItemsByExternalId(datasetId, externalIds, null);
    existing = new Map(items.map((item) => [item.externalId ?? '', item]));
  }
  if (onConflict === 'error') refuseExisting(datasetId, chunk, existing, refusals);
  refuseInvalid(datasetId, chunk, schemas.validator, refusals);
  const planned = chunk
    .filter((imported) => !refusals.has(imported))
    .map((imported) => {
      const { item } = imported;
      return { imported, staged: toStaged(begun, item, existing.get(item.externalId ?? '')) };
    });
  return { planned, refusals };
}

/**
 * The commit compares texts, so an item that equals the current one takes over its texts: keys in
 * another order are no difference.
 */
function toStaged(
  { datasetId, onConflict }: Import,
  given: NormalizedNewItem,
  current: ItemRecord | undefined,
): StagedItem {
  const isMerged = onConflict === 'merge' && current !== undefined;
  const item = isMerged ? mergedAddition(given, current) : given;
  const isSame = current !== undefined && equalFields(toItem(current), newFields(item));
  return {
    id: createItemId(datasetId),
    externalId: item.externalId,
    ...(isSame ? documentsOf(current) : newDocuments(item)),
    createdAt: null,
    mergedWith: isMerged ? current.version : null,
  };
}

async function commit(
  context: ImportContext,
  begun: Import,
  { author, message }: ImportArguments,
  count: number,
): Promise<StagedCommitResult> {
  const { staging, clock } = context;
  const { datasetId, importId, onConflict, schemas, expectedVersion } = begun;
  const result = await untilAccepted(context, datasetId, async () => {
    const answer = await staging.commitStaged({
      datasetId,
      importId,
      onConflict,
      count,
      now: () => clock.now(),
      expectedVersion,
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
  { datasetId, importId, expectedVersion }: Import,
  { refused }: StagedCommitRefused,
): Promise<void> {
  if (refused === 'staged') {
    throw importLost(datasetId, 'What the import had stored for its commit was removed');
  }
  if (refused === 'schemas') {
    throw importLost(datasetId, `The schemas of the dataset ${datasetId} changed meanwhile`);
  }
  if (refused === 'kept') {
    throw importLost(datasetId, 'Items that the import was merged with were changed meanwhile');
  }
  await primitives.refresh?.();
  if (refused === 'version' && expectedVersion !== 'any') {
    const dataset = await primitives.findDataset(datasetId);
    if (dataset === null) throw datasetNotFound(datasetId);
    if (dataset.version === expectedVersion) return;
    throw versionConflict(datasetId, new Date(expectedVersion), dataset.version);
  }
  if (refused === 'externalIds') {
    const externalId = await staging.findStagedConflict({ datasetId, importId });
    const [rival] =
      externalId === null
        ? []
        : await primitives.findItemsByExternalId(datasetId, [externalId], null);
    if (rival !== undefined) throw itemExists(datasetId, rival.externalId ?? '', rival.id);
  }
}

function importLost(datasetId: string, reason: string): DatasetsError {
  return new DatasetsError('STORAGE_BUSY', `${reason}; nothing was written.`, {
    details: { datasetId, outcome: 'unchanged' satisfies FailureOutcome },
  });
}
