import type { Turn } from '../../../../../turn.js';
import type { DatasetsPrimitives, DatasetsReads } from '../adapter/primitives.js';
import type { StagingPrimitives } from '../adapter/staging.js';
import { pageInParts } from './page-in-parts.js';

/** How many keys are looked up in one turn: a local database keeps everybody else waiting for it. */
const MOST_KEYS = 10_000;

/**
 * Gives primitives that let timers and sockets have their turn. A local database answers without a
 * turn of the event loop. So work that awaits one answer after the other, as an iteration over a
 * large dataset does, would keep everybody else waiting until its end.
 *
 * Every method is written out, here and below. Each call of a storage takes this way, and a general
 * wrapper, such as a `Proxy`, adds half of the time of a read in memory.
 */
export function primitivesInTurns(primitives: DatasetsPrimitives, turn: Turn): DatasetsPrimitives {
  const { staging } = primitives;
  const insertFork = primitives.insertFork?.bind(primitives);
  return {
    ...readsInTurns(primitives, turn),
    ...(staging === undefined ? {} : { staging: stagingInTurns(staging, turn) }),
    ...(insertFork === undefined
      ? {}
      : { insertFork: (...given) => turn.before(() => insertFork(...given)) }),
    initialize: () => turn.before(() => primitives.initialize()),
    close: () => turn.before(() => primitives.close()),
    clear: () => turn.before(() => primitives.clear()),
    insertDataset: (dataset, items, notes) =>
      turn.before(() => primitives.insertDataset(dataset, items, notes)),
    updateDataset: (update) => turn.before(() => primitives.updateDataset(update)),
    deleteDataset: (id) => turn.before(() => primitives.deleteDataset(id)),
    commit: (request) => turn.before(() => primitives.commit(request)),
    purgeInPlace: (request) => turn.before(() => primitives.purgeInPlace(request)),
    confirm: (conditions) => turn.before(() => primitives.confirm(conditions)),
    correctItemCounts: (correction) => turn.before(() => primitives.correctItemCounts(correction)),
    hold: (datasetId, work) => {
      const workInTurns = (held: DatasetsPrimitives) => work(primitivesInTurns(held, turn));
      // Somebody else of this process may wait for a file that is held without giving the turn back.
      const isLocal = primitives.itemsPerTurn !== undefined;
      return primitives.hold?.(datasetId, isLocal ? work : workInTurns) ?? workInTurns(primitives);
    },
    refresh: () => turn.before(() => primitives.refresh?.() ?? Promise.resolve(false)),
    putTag: (tag, move, upTo) => turn.before(() => primitives.putTag(tag, move, upTo)),
    deleteTag: (datasetId, tag) => turn.before(() => primitives.deleteTag(datasetId, tag)),
  };
}

/** As {@link primitivesInTurns}, for primitives that only read. */
export function readsInTurns(reads: DatasetsReads, turn: Turn): DatasetsReads {
  return {
    itemsPerTurn: reads.itemsPerTurn,
    findDataset: (id) => turn.before(() => reads.findDataset(id)),
    pageDatasets: (request, attributes) =>
      turn.before(() => reads.pageDatasets(request, attributes)),
    countDatasets: (attributes) => turn.before(() => reads.countDatasets(attributes)),
    findCommit: (datasetId, selector) => turn.before(() => reads.findCommit(datasetId, selector)),
    pageCommits: (datasetId, range) => turn.before(() => reads.pageCommits(datasetId, range)),
    findItems: (ids, ...rest) => inParts(ids, turn, (part) => reads.findItems(part, ...rest)),
    findItemsByExternalId: (datasetId, externalIds, at) =>
      inParts(externalIds, turn, (part) => reads.findItemsByExternalId(datasetId, part, at)),
    findNamedItems: (datasetId, externalIds) =>
      inParts(externalIds, turn, (part) => reads.findNamedItems(datasetId, part)),
    findItemStates: (ids, ...rest) =>
      inParts(ids, turn, (part) => reads.findItemStates(part, ...rest)),
    pageItems: (request) => pageInParts(reads, request, turn),
    countSplits: (datasetId, at) => turn.before(() => reads.countSplits(datasetId, at)),
    findChangedItemIds: (datasetId, after, upTo) =>
      turn.before(() => reads.findChangedItemIds(datasetId, after, upTo)),
    findPurgedItemIds: (datasetId) => turn.before(() => reads.findPurgedItemIds(datasetId)),
    findTags: (datasetId) => turn.before(() => reads.findTags(datasetId)),
  };
}

function stagingInTurns(staging: StagingPrimitives, turn: Turn): StagingPrimitives {
  return {
    stage: (scope, stagedAt, items) => turn.before(() => staging.stage(scope, stagedAt, items)),
    findStaged: (scope, externalIds) => turn.before(() => staging.findStaged(scope, externalIds)),
    findStagedConflict: (scope, among) =>
      turn.before(() => staging.findStagedConflict(scope, among)),
    countMissing: (naming) => turn.before(() => staging.countMissing(naming)),
    commitStaged: (request) => turn.before(() => staging.commitStaged(request)),
    discardStaged: (scope) => turn.before(() => staging.discardStaged(scope)),
    findAbandoned: (datasetId, since) => turn.before(() => staging.findAbandoned(datasetId, since)),
  };
}

/** Looks up many keys in several turns. */
function inParts<Found>(
  keys: readonly string[],
  turn: Turn,
  find: (keys: readonly string[]) => Promise<Found[]>,
): Promise<Found[]> {
  return keys.length > MOST_KEYS ? findParts(keys, turn, find) : turn.before(() => find(keys));
}

async function findParts<Found>(
  keys: readonly string[],
  turn: Turn,
  find: (keys: readonly string[]) => Promise<Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    const part = keys.slice(start, start + MOST_KEYS);
    for (const one of await turn.before(() => find(part))) found.push(one);
  }
  return found;
}
