import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { DatasetsError } from '../../../../../errors.js';
import { schemaValidationFailed, type SchemaValidator } from '../../../../../schemas/validator.js';
import type { OnConflict, OnDeleted, SchemaFailure } from '../../../../types.js';
import { itemExists } from '../errors.js';
import type { NamedItem } from '../adapter/records.js';
import { pathOf, type ImportedItem } from './chunks.js';

/** The refused items of a chunk, each with its error. */
export type Refusals = Map<ImportedItem, DatasetsError>;

/** Refuses items whose external id came before, in the chunk or among those staged. */
export function refuseRepeated(
  chunk: readonly ImportedItem[],
  staged: readonly string[],
  refusals: Refusals,
): void {
  const seen = new Set(staged);
  for (const imported of chunk) {
    const { externalId } = imported.item;
    if (externalId === null) continue;
    if (seen.has(externalId)) {
      const reason = `the external id ${externalId} comes for the second time`;
      refusals.set(imported, invalidArgument(pathOf(imported.index), reason));
    }
    seen.add(externalId);
  }
}

/** The rules that {@link refuseExisting} applies. */
interface ExistingRules {
  readonly datasetId: string;
  readonly onConflict: OnConflict;
  readonly onDeleted: OnDeleted;
}

/** Refuses items whose external id names an item that they may not meet. */
export function refuseExisting(
  { datasetId, onConflict, onDeleted }: ExistingRules,
  chunk: readonly ImportedItem[],
  existing: ReadonlyMap<string, NamedItem>,
  refusals: Refusals,
): void {
  for (const imported of chunk) {
    const externalId = imported.item.externalId ?? '';
    const named = existing.get(externalId);
    if (named === undefined || refusals.has(imported)) continue;
    const rule = named.validTo === null ? onConflict : onDeleted;
    if (rule === 'error') refusals.set(imported, itemExists(datasetId, externalId, named));
  }
}

/** Refuses items that break the schemas of the dataset. */
export function refuseInvalid(
  datasetId: string,
  chunk: readonly ImportedItem[],
  validator: SchemaValidator,
  refusals: Refusals,
): void {
  if (validator.acceptsAnything) return;
  const failures = new Map<number, SchemaFailure[]>();
  let left = chunk.filter((imported) => !refusals.has(imported));
  while (left.length > 0) {
    const check = validator.startCheck();
    for (const { index, item } of left) {
      check.add({ index, input: item.input, expectedOutput: item.expectedOutput });
      if (check.gaveUp) break;
    }
    const found = check.finish();
    for (const failure of found) {
      failures.set(failure.index, [...(failures.get(failure.index) ?? []), failure]);
    }
    // An item that takes too long ends a check. The items after it get another check.
    const last = found.at(-1)?.index;
    left = check.gaveUp ? left.filter(({ index }) => last !== undefined && index > last) : [];
  }
  for (const imported of chunk) {
    const own = failures.get(imported.index);
    if (own !== undefined) refusals.set(imported, schemaValidationFailed(datasetId, own));
  }
}
