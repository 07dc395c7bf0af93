import { describe } from 'vitest';
import { probeStorage } from './context.js';
import { fuzzSuite } from './fuzz/suite.js';
import { modelSuite } from './model/suite.js';
import type { DatasetsConformanceOptions } from './options.js';
import { primitivesSuite } from './primitives/suite.js';
import { progressSuite } from './progress/suite.js';
import { busySuite } from './suites/busy.js';
import { clockSuite } from './suites/clock.js';
import { concurrentImportsSuite } from './suites/concurrent-imports.js';
import { mergingSuite } from './suites/merging.js';
import { conditionsSuite } from './suites/conditions.js';
import { concurrencySuite } from './suites/concurrency.js';
import { datasetCursorsSuite } from './suites/dataset-cursors.js';
import { datasetsSuite } from './suites/datasets.js';
import { copySuite } from './suites/copy.js';
import { durabilitySuite } from './suites/durability.js';
import { itemsSuite } from './suites/items.js';
import { jsonSuite } from './suites/json.js';
import { limitsSuite } from './suites/limits.js';
import { lifecycleSuite } from './suites/lifecycle.js';
import { paginationSuite } from './suites/pagination.js';
import { abandonedImportsSuite } from './suites/abandoned-imports.js';
import { batchesSuite } from './suites/batches.js';
import { importsSuite } from './suites/imports.js';
import { externalIdsSuite } from './suites/external-ids.js';
import { authorsSuite } from './suites/authors.js';
import { datasetAttributesSuite } from './suites/dataset-attributes.js';
import { itemFieldsSuite } from './suites/item-fields.js';
import { ownIdsSuite } from './suites/own-ids.js';
import { historySuite } from './suites/history.js';
import { identitySuite } from './suites/identity.js';
import { revivedBatchesSuite } from './suites/revived-batches.js';
import { tagsSuite } from './suites/tags.js';
import { deletionSuite } from './suites/deletion.js';
import { diffSuite } from './suites/diff.js';
import { refusedSchemasSuite } from './suites/refused-schemas.js';
import { restoreSuite } from './suites/restore.js';
import { foreignTablesSuite } from './suites/foreign-tables.js';
import { forkSuite } from './suites/fork.js';
import { iterationSuite } from './suites/iteration.js';
import { cursorsSuite } from './suites/cursors.js';
import { oldPagesSuite } from './suites/old-pages.js';
import { orderingSuite } from './suites/ordering.js';
import { samplingSuite } from './suites/sampling.js';
import { syncSuite } from './suites/sync.js';
import { searchSuite } from './suites/search.js';
import { splitsSuite } from './suites/splits.js';
import { whereSuite } from './suites/where.js';
import { datasetOrderingSuite } from './suites/dataset-ordering.js';
import { deletionOfMatchesSuite } from './suites/deletion-of-matches.js';
import { schemasSuite } from './suites/schemas.js';
import { sharedDataSuite } from './suites/shared-data.js';
import { digestSuite } from './suites/digest.js';
import { purgeInPlaceSuite } from './suites/purge-in-place.js';
import { repeatedPagesSuite } from './suites/repeated-pages.js';
import { purgeSuite } from './suites/purge.js';
import { expectedVersionSuite } from './suites/expected-version.js';
import { wrongItemCountsSuite } from './suites/wrong-item-counts.js';
import { turnsSuite } from './suites/turns.js';
import { verificationSuite } from './suites/verification.js';
import { versionsSuite } from './suites/versions.js';
import { closedTrait } from './traits/closed.js';
import { malformedTrait } from './traits/malformed.js';
import { unknownKeysTrait } from './traits/unknown-keys.js';
import { unsupportedTrait } from './traits/unsupported.js';

/**
 * Registers the tests of the contract for one configuration of a storage. Which tests apply is
 * read from the `supports` of a first storage it makes: capabilities that are on are tested, and
 * those that are off must reject with `NOT_SUPPORTED`.
 */
export function runDatasetsConformance(options: DatasetsConformanceOptions): void {
  describe(options.name, async () => {
    const context = await probeStorage(options);
    const { supports, closes, reopen, connect, busy } = context;
    // First, since a primitive that is wrong makes much else fail.
    if (context.openPrimitives !== undefined) primitivesSuite(context.openPrimitives);
    lifecycleSuite(context);
    datasetsSuite(context);
    itemsSuite(context);
    versionsSuite(context);
    paginationSuite(context);
    jsonSuite(context);
    limitsSuite(context);
    concurrencySuite(context);
    deletionSuite(context);
    malformedTrait(context);
    unknownKeysTrait(context);
    unsupportedTrait(context);
    if (closes) closedTrait(context);
    if (supports.batches) {
      batchesSuite(context);
      expectedVersionSuite(context);
    }
    if (supports.imports) {
      importsSuite(context);
      concurrentImportsSuite(context);
      syncSuite(context);
      if (supports.clock) abandonedImportsSuite(context);
    }
    if (supports.conditions) conditionsSuite(context);
    if (supports.merging) mergingSuite(context);
    if (supports.externalIds) {
      externalIdsSuite(context);
      identitySuite(context);
      if (supports.batches) revivedBatchesSuite(context);
    }
    if (supports.ownIds) ownIdsSuite(context);
    if (supports.attributes) datasetAttributesSuite(context);
    if (supports.itemFields) itemFieldsSuite(context);
    if (supports.authors && supports.history) authorsSuite(context);
    if (supports.history) historySuite(context);
    if (supports.tags) tagsSuite(context);
    if (supports.diff) diffSuite(context);
    if (supports.restore) restoreSuite(context);
    if (supports.fork) forkSuite(context);
    if (supports.iteration) iterationSuite(context);
    if (supports.iteration) oldPagesSuite(context);
    if (supports.iteration && supports.history) repeatedPagesSuite(context);
    if (supports.cursors) {
      cursorsSuite(context);
      datasetCursorsSuite(context);
    }
    if (supports.search) searchSuite(context);
    if (supports.queries) whereSuite(context);
    if (supports.queries && supports.batches) deletionOfMatchesSuite(context);
    if (supports.queries && supports.itemFields) splitsSuite(context);
    if (supports.sampling) samplingSuite(context);
    if (supports.ordering) {
      orderingSuite(context);
      datasetOrderingSuite(context);
    }
    if (supports.schemas) {
      schemasSuite(context);
      refusedSchemasSuite(context);
    }
    if (supports.digest) digestSuite(context);
    if (supports.purge) purgeSuite(context);
    if (supports.purgeInPlace) purgeInPlaceSuite(context);
    if (supports.verification) verificationSuite(context);
    if (context.copies) {
      copySuite(context);
      progressSuite(context);
      wrongItemCountsSuite(context);
      turnsSuite(context);
    }
    fuzzSuite(context);
    modelSuite(context);
    if (supports.clock) clockSuite(context);
    if (reopen !== undefined) durabilitySuite(context, reopen);
    if (connect !== undefined) sharedDataSuite(context, connect);
    if (busy !== undefined) busySuite(busy, supports);
    if (context.openForeign !== undefined) foreignTablesSuite(context.openForeign);
  });
}
