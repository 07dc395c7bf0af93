import type { DatasetsPrimitives } from '@mastra-datasets/core';

/** While so many rows are read or written, others commit once. */
const ROWS_PER_COMMIT = 50;

type ReadRows<Arguments extends unknown[], Row> = (...given: Arguments) => Promise<Row[]>;

/**
 * Primitives of a slow database with a fast writer: the writer commits again and again while they
 * read, and while they send a commit. A commit of which core says that others were faster before
 * locks first, as the primitives promise, so nobody gets in between.
 */
export function interruptedPrimitives(
  primitives: DatasetsPrimitives,
  commitOfOthers: () => Promise<void>,
): DatasetsPrimitives {
  let rows = 0;

  const spend = async (more: number) => {
    rows += more;
    for (; rows >= ROWS_PER_COMMIT; rows -= ROWS_PER_COMMIT) await commitOfOthers();
  };

  const slowly =
    <Arguments extends unknown[], Row>(read: ReadRows<Arguments, Row>) =>
    async (...given: Arguments) => {
      const found = await read(...given);
      await spend(found.length);
      return found;
    };

  const { staging } = primitives;
  const insertFork = primitives.insertFork?.bind(primitives);
  return {
    initialize: () => primitives.initialize(),
    close: () => Promise.resolve(),
    clear: () => primitives.clear(),
    insertDataset: (dataset, items, notes) => primitives.insertDataset(dataset, items, notes),
    updateDataset: (update) => primitives.updateDataset(update),
    deleteDataset: (id) => primitives.deleteDataset(id),
    commit: async (request) => {
      const { inserts, updates, deletes, isContended } = request;
      if (!isContended) await spend(inserts.length + updates.length + deletes.length);
      return primitives.commit(request);
    },
    purgeInPlace: (request) => primitives.purgeInPlace(request),
    confirm: (conditions) => primitives.confirm(conditions),
    refresh: () => primitives.refresh?.() ?? Promise.resolve(false),
    putTag: (tag, move, upTo) => primitives.putTag(tag, move, upTo),
    deleteTag: (datasetId, tag) => primitives.deleteTag(datasetId, tag),
    correctItemCounts: (correction) => primitives.correctItemCounts(correction),
    findDataset: (id) => primitives.findDataset(id),
    pageDatasets: slowly((range, attributes) => primitives.pageDatasets(range, attributes)),
    countDatasets: (attributes) => primitives.countDatasets(attributes),
    findCommit: (datasetId, selector) => primitives.findCommit(datasetId, selector),
    pageCommits: slowly((datasetId, range) => primitives.pageCommits(datasetId, range)),
    findItems: slowly((ids, at, datasetId) => primitives.findItems(ids, at, datasetId)),
    findItemsByExternalId: slowly((datasetId, externalIds, at) =>
      primitives.findItemsByExternalId(datasetId, externalIds, at),
    ),
    findNamedItems: slowly((datasetId, externalIds) =>
      primitives.findNamedItems(datasetId, externalIds),
    ),
    findItemStates: slowly((ids, datasetId) => primitives.findItemStates(ids, datasetId)),
    pageItems: slowly((request) => primitives.pageItems(request)),
    countSplits: (datasetId, at) => primitives.countSplits(datasetId, at),
    findChangedItemIds: slowly((datasetId, after, upTo) =>
      primitives.findChangedItemIds(datasetId, after, upTo),
    ),
    findPurgedItemIds: slowly((datasetId) => primitives.findPurgedItemIds(datasetId)),
    findTags: (datasetId) => primitives.findTags(datasetId),
    ...(insertFork === undefined ? {} : { insertFork }),
    ...(staging === undefined ? {} : { staging }),
  };
}
