import type { NormalizedNewItem } from '../../../../../arguments/item-content.js';
import { DatasetsError } from '../../../../../errors.js';
import { createItemId } from '../../../../../ids.js';
import { equalFields } from '../../content.js';
import { documentsOf } from '../adapter/documents.js';
import type { NamedItem } from '../adapter/records.js';
import type { StagedItem } from '../adapter/staging.js';
import { mergedAddition } from '../commits/merges.js';
import { newDocuments, newFields } from '../commits/plan-change.js';
import { toItem } from '../reading/results.js';
import { refuseExisting, refuseInvalid, refuseRepeated, type Refusals } from './checks.js';
import { pathOf, type ChunkReader, type ImportedItem } from './chunks.js';
import { beforeCommit, type Import, type ImportContext } from './import-context.js';

/** An item that is to be staged. */
interface PlannedItem {
  readonly imported: ImportedItem;
  readonly staged: StagedItem;
}

/** Decides which items of a chunk are staged, and as what. */
export async function planChunk(
  { primitives, staging }: ImportContext,
  begun: Import,
  chunk: readonly ImportedItem[],
): Promise<{ planned: PlannedItem[]; refusals: Refusals }> {
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
  const planned = chunk
    .filter((imported) => !refusals.has(imported))
    .map((imported) => {
      const { item } = imported;
      return { imported, staged: toStaged(begun, item, existing.get(item.externalId ?? '')) };
    });
  return { planned, refusals };
}

/**
 * An item that equals the current one takes over its texts. The commit compares texts, and keys in
 * another order must not count as a difference.
 */
function toStaged(
  { datasetId, onConflict }: Import,
  given: NormalizedNewItem,
  named: NamedItem | undefined,
): StagedItem {
  const current = named?.validTo === null ? named.item : undefined;
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

/**
 * Stages items, and gives how many. Where the database does not take one of them, such as a row
 * that is too large, this stages each half alone, until only that item is refused.
 */
export async function stagePlanned(
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
