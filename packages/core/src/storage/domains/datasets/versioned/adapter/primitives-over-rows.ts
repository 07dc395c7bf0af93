import { TABLES, TABLE_NAMES } from '../../../../constants.js';
import { rowOf } from './columns.js';
import { confirmOn, rowsOfCommit, rowsOfFirstCommit, type CommitBasis } from './commit-rows.js';
import type { CommitConditions, CommitNotes, CommitRequest, ItemInsert } from './commits.js';
import { forkOn, tagOn, updatedDatasetOn } from './decisions.js';
import type {
  CommitSelector,
  DatasetsPrimitives,
  DatasetsReads,
  ItemPageRequest,
} from './primitives.js';
import type { CommitRecord, DatasetRecord, ItemRecord, TagRecord } from './records.js';
import { isRefused } from './refusals.js';
import type { RowDatabase, RowPrimitives } from './row-primitives.js';
import { purge, replaceAttributes, writeCommit } from './row-writes.js';
import { countSplits } from './split-counts.js';
import { stagingInMemory } from './staging-in-memory.js';

/** How many items are read before others have a turn of the event loop. */
const ITEMS_PER_TURN = 5_000;

/**
 * Builds all primitives from reads, and from writes of single rows: in a transaction each, it reads what
 * there is, decides by that what is written, and writes it. An adapter whose database can do one of
 * them faster puts its own in place: `{ ...primitivesOverRows(database, rows), countSplits }`.
 */
export function primitivesOverRows(database: RowDatabase, rows: RowPrimitives): DatasetsPrimitives {
  const write = <Result>(work: () => Result) => settle(() => database.transaction(work));
  const insert = (dataset: DatasetRecord, items: readonly ItemInsert[], notes: CommitNotes) => {
    database.insert(TABLES.datasets, rowOf(TABLES.datasets, dataset));
    replaceAttributes(database, dataset);
    writeCommit(database, rowsOfFirstCommit(dataset, items, notes));
  };
  const primitives: DatasetsPrimitives = {
    ...readsOverRows(rows),
    initialize: () =>
      settle(() => {
        rows.initialize();
      }),
    close: () =>
      settle(() => {
        database.close();
      }),

    clear: () =>
      write(() => {
        for (const table of TABLE_NAMES) database.delete(table, {});
      }),

    insertDataset: (dataset, items, notes) =>
      write(() => {
        if (rows.findDataset(dataset.id) !== null) return false;
        insert(dataset, items, notes);
        return true;
      }),

    insertFork: (dataset, items, notes, source) =>
      write(() => {
        const fork = forkOn(source, dataset, {
          holder: rows.findDataset(dataset.id),
          source: rows.findDataset(source.datasetId),
          purgedIds: rows.findPurgedItemIds(source.datasetId),
        });
        if (!isRefused(fork)) insert(dataset, items, notes);
        return fork;
      }),

    updateDataset: (update) =>
      write(() => {
        const { id } = update.record;
        const updated = updatedDatasetOn(update, rows.findDataset(id));
        if (isRefused(updated)) return updated;
        database.update(TABLES.datasets, rowOf(TABLES.datasets, updated), { id });
        replaceAttributes(database, updated);
        return updated;
      }),

    deleteDataset: (id) =>
      write(() => {
        for (const table of TABLE_NAMES) {
          database.delete(table, table === TABLES.datasets ? { id } : { datasetId: id });
        }
      }),

    commit: (request) =>
      write(() => {
        const written = rowsOfCommit(request, basisOf(rows, request, writtenBy(request)));
        if (isRefused(written)) return written;
        writeCommit(database, written);
        const { datasetId, version, number } = written.commit;
        purge(database, rows, { datasetId, ids: request.purges, purgedAt: version });
        return { version, number, updated: written.updated };
      }),

    confirm: (conditions) => write(() => confirmOn(conditions, basisOf(rows, conditions))),

    purgeInPlace: (request) =>
      write(() => {
        purge(database, rows, request);
      }),

    putTag: (tag, move, upTo) =>
      write(() => {
        const { datasetId } = tag;
        const findUpTo = (time: number) => rows.findLastCommit(datasetId, 'version', time);
        const stored = tagOn({ tag, move, upTo }, findUpTo, findTag(rows, datasetId, tag.tag));
        if (isRefused(stored)) return stored;
        database.delete(TABLES.tags, { datasetId, tag: tag.tag });
        database.insert(TABLES.tags, rowOf(TABLES.tags, stored));
        return { createdAt: stored.createdAt };
      }),

    deleteTag: (datasetId, tag) =>
      write(() => database.delete(TABLES.tags, { datasetId, tag }) > 0),

    correctItemCounts: ({ datasetId, version, found, difference }) =>
      write(() => {
        if (findVersion(rows, datasetId, version)?.itemCount !== found) return false;
        for (const commit of rows.pageCommits(datasetId, { offset: 0, limit: null })) {
          if (commit.version < version) break;
          const itemCount = commit.itemCount + difference;
          database.update(TABLES.versions, { itemCount }, { datasetId, version: commit.version });
        }
        return true;
      }),
  };
  return { ...primitives, staging: stagingInMemory(primitives) };
}

function readsOverRows(rows: RowPrimitives): DatasetsReads {
  return {
    itemsPerTurn: ITEMS_PER_TURN,
    findDataset: (...args) => settle(() => rows.findDataset(...args)),
    pageDatasets: (...args) => settle(() => rows.pageDatasets(...args)),
    countDatasets: (...args) => settle(() => rows.countDatasets(...args)),
    findCommit: (...args) => settle(() => findCommit(rows, ...args)),
    pageCommits: (...args) => settle(() => rows.pageCommits(...args)),
    findItems: (...args) => settle(() => rows.findItems(...args)),
    findItemsByExternalId: (...args) => settle(() => rows.findItemsByExternalId(...args)),
    findNamedItems: (...args) => settle(() => rows.findNamedItems(...args)),
    findItemStates: (...args) => settle(() => rows.findItemStates(...args)),
    pageItems: (...args) => settle(() => rows.pageItems(...args)),
    countSplits: (...args) => settle(() => countSplits(rows.pageItems(everyItem(...args)))),
    findChangedItemIds: (...args) => settle(() => rows.findChangedItemIds(...args)),
    findPurgedItemIds: (...args) => settle(() => rows.findPurgedItemIds(...args)),
    findTags: (...args) => settle(() => rows.findTags(...args)),
  };
}

/** Runs work at once, and rejects with what it throws. */
function settle<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

/** The commit of just this version. */
function findVersion(rows: RowPrimitives, datasetId: string, version: number): CommitRecord | null {
  const commit = rows.findLastCommit(datasetId, 'version', version);
  return commit?.version === version ? commit : null;
}

function findTag(rows: RowPrimitives, datasetId: string, tag: string): TagRecord | undefined {
  return rows.findTags(datasetId).find((each) => each.tag === tag);
}

function findCommit(
  rows: RowPrimitives,
  datasetId: string,
  selector: CommitSelector,
): CommitRecord | null {
  switch (selector.type) {
    case 'newest':
      return rows.findLastCommit(datasetId, 'version', Number.MAX_SAFE_INTEGER);
    case 'at':
      return rows.findLastCommit(datasetId, 'version', selector.time);
    case 'number': {
      const commit = rows.findLastCommit(datasetId, 'number', selector.number);
      return commit?.number === selector.number ? commit : null;
    }
    case 'tag': {
      const tag = findTag(rows, datasetId, selector.tag);
      return tag === undefined ? null : findVersion(rows, datasetId, tag.version);
    }
  }
}

/** Asks for every item of a snapshot. */
function everyItem(datasetId: string, at: number): ItemPageRequest {
  return { datasetId, at, order: 'oldest', after: null, offset: 0, limit: null };
}

/** The items that a commit writes, by id and by external id. */
interface WrittenItems {
  readonly ids: readonly string[];
  readonly externalIds: readonly string[];
}

const NONE_WRITTEN: WrittenItems = { ids: [], externalIds: [] };

function writtenBy({ inserts, updates, deletes, purges }: CommitRequest): WrittenItems {
  return {
    ids: [...deletes, ...purges, ...[...updates, ...inserts].map(({ id }) => id)],
    externalIds: inserts.flatMap(({ externalId }) => externalId ?? []),
  };
}

/** What a commit is judged by, in as few reads as that takes. */
function basisOf(
  rows: RowPrimitives,
  { datasetId, kept }: CommitConditions,
  { ids, externalIds }: WrittenItems = NONE_WRITTEN,
): CommitBasis {
  const dataset = rows.findDataset(datasetId);
  const wanted = [...new Set([...ids, ...kept.map(({ id }) => id)])];
  const found = wanted.length === 0 ? [] : rows.findItems(wanted, null, datasetId);
  const items = new Map<string, ItemRecord>();
  for (const item of found) if (item.datasetId === datasetId) items.set(item.id, item);
  const names = externalIds.length === 0 ? [] : rows.findNamedItems(datasetId, externalIds);
  const named = new Map(names.map((each) => [each.item.externalId, each]));
  // Few items are ever purged, and an index finds them.
  let purged: ReadonlySet<string> | undefined;
  return {
    dataset,
    newest: dataset === null ? null : findVersion(rows, datasetId, dataset.version),
    findItem: (id) => items.get(id) ?? null,
    findNamed: (externalId) => named.get(externalId) ?? null,
    isPurged: (id) => (purged ??= new Set(rows.findPurgedItemIds(datasetId))).has(id),
  };
}
