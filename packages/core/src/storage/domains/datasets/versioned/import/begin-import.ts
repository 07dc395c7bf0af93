import type { itemArguments } from '../../../../../arguments/index.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import { createId } from '../../../../../ids.js';
import { datasetNotFound, versionConflict } from '../errors.js';
import { expectedTime } from '../reading/version-references.js';
import type { Import, ImportContext } from './import-context.js';
import { RefusedNames } from './refused-names.js';

/** Looks at the dataset, and removes what imports left that never came to an end. */
export async function beginImport(
  { primitives, staging, clock, schemas, abandonedImportMs }: ImportContext,
  parsed: ReturnType<typeof itemArguments.import>,
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
  const since = clock.now() - abandonedImportMs;
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

/** Checks an item by itself. With `onMissing: 'delete'`, it needs an external id. */
export function parserOf(
  { parseItem }: ImportContext,
  { onMissing }: Import,
): ImportContext['parseItem'] {
  if (onMissing === 'keep') return parseItem;
  return (item, path) => {
    const parsed = parseItem(item, path);
    if (parsed.externalId !== null) return parsed;
    throw invalidArgument(
      `${path}.externalId`,
      "missing; with onMissing 'delete', every item needs one",
    );
  };
}
