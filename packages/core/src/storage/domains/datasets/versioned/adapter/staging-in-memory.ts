import type { CommitRequest, ItemInsert, ItemUpdate } from './commits.js';
import { documentsOf, sameDocuments } from './documents.js';
import type { DatasetsPrimitives } from './primitives.js';
import type { ItemRecord, NamedItem } from './records.js';
import { isRefused, type CommitRefused, type StagedCommitRefused } from './refusals.js';
import {
  takesOver,
  type NamingImport,
  type StagedCommitRequest,
  type StagedCommitResult,
  type StagedItem,
  type Staging,
  type StagingPrimitives,
} from './staging.js';

/** The primitives that {@link stagingInMemory} needs. */
type StagingBase = Pick<
  DatasetsPrimitives,
  'findDataset' | 'findNamedItems' | 'pageItems' | 'confirm' | 'commit'
>;

/** What an import has staged. */
interface StagedImport extends Staging {
  /** It tells the dataset from another one that got its id later. */
  readonly createdAt: number;
  stagedAt: number;
  readonly items: StagedItem[];
  readonly externalIds: Set<string>;
}

/**
 * Staging for adapters that have none of their own. It keeps the items of an import in the memory of
 * the process, and commits them with the other primitives. So an import takes the memory of all of
 * its items, and leaves nothing behind when the process dies.
 */
export function stagingInMemory(primitives: StagingBase): StagingPrimitives {
  const imports = new Map<string, StagedImport>();

  /** What an import has staged for a dataset that is still there. */
  const find = async ({ datasetId, importId }: Staging): Promise<StagedImport | null> => {
    const staged = imports.get(importId) ?? null;
    if (staged === null || (await isThere(primitives, staged, datasetId))) return staged;
    imports.delete(importId);
    return null;
  };

  /** The external ids that an import names. */
  const namesOf = async ({ datasetId, importId, alsoNamed }: NamingImport) => {
    const own = await find({ datasetId, importId });
    const other = alsoNamed === null ? null : await find({ datasetId, importId: alsoNamed });
    return new Set([...(own?.externalIds ?? []), ...(other?.externalIds ?? [])]);
  };

  return {
    async stage({ datasetId, importId }, stagedAt, items) {
      const dataset = await primitives.findDataset(datasetId);
      if (dataset === null) return;
      const { createdAt } = dataset;
      const staged = (await find({ datasetId, importId })) ?? {
        datasetId,
        importId,
        createdAt,
        stagedAt,
        items: [],
        externalIds: new Set(),
      };
      imports.set(importId, staged);
      staged.stagedAt = stagedAt;
      for (const item of items) {
        staged.items.push(item);
        if (item.externalId !== null) staged.externalIds.add(item.externalId);
      }
    },

    async findStaged(staging, externalIds) {
      const staged = await find(staging);
      return externalIds.filter((externalId) => staged?.externalIds.has(externalId) === true);
    },

    async findStagedConflict(staging, among) {
      const externalIds = [...((await find(staging))?.externalIds ?? [])];
      const named = await primitives.findNamedItems(staging.datasetId, externalIds);
      const rival = named.find(({ validTo }) => (validTo === null) === (among === 'current'));
      return rival?.item.externalId ?? null;
    },

    async countMissing(naming) {
      const dataset = await primitives.findDataset(naming.datasetId);
      if (dataset === null) return 0;
      return (await findMissing(primitives, dataset, await namesOf(naming))).length;
    },

    async commitStaged(request) {
      const { datasetId, importId, alsoNamed, count, alsoNamedCount } = request;
      const { expectedVersion, schemaRevision } = request;
      const conditions = { datasetId, expectedVersion, schemaRevision, kept: [] };
      const newest = await primitives.confirm(conditions);
      if (isRefused(newest)) return newest;
      const staged = (await find({ datasetId, importId }))?.items ?? [];
      if (staged.length !== count) return { refused: 'staged' };
      const beside = alsoNamed === null ? null : await find({ datasetId, importId: alsoNamed });
      if ((beside?.items.length ?? 0) !== alsoNamedCount) return { refused: 'staged' };
      const changes = await planChanges(primitives, request, staged);
      if (isRefused(changes)) return changes;
      const dataset = { id: datasetId, version: newest.version };
      const missing =
        request.onMissing === 'delete'
          ? await findMissing(primitives, dataset, await namesOf(request))
          : [];
      if (request.maxDeleted !== null && missing.length > request.maxDeleted) {
        return { refused: 'deletions' };
      }
      return commit(primitives, request, newest.version, { ...changes, deletes: missing });
    },

    discardStaged({ importId }) {
      imports.delete(importId);
      return Promise.resolve();
    },

    async findAbandoned(datasetId, since) {
      const abandoned: string[] = [];
      for (const staged of [...imports.values()]) {
        if (staged.datasetId !== datasetId || staged.stagedAt >= since) continue;
        if ((await find(staged)) !== null) abandoned.push(staged.importId);
      }
      return abandoned;
    },
  };
}

async function isThere(
  primitives: StagingBase,
  { createdAt }: StagedImport,
  datasetId: string,
): Promise<boolean> {
  return (await primitives.findDataset(datasetId))?.createdAt === createdAt;
}

/** The ids of the current items that an import does not name. */
async function findMissing(
  primitives: StagingBase,
  { id: datasetId, version }: { readonly id: string; readonly version: number },
  names: ReadonlySet<string>,
): Promise<string[]> {
  const range = { after: null, offset: 0, limit: null, order: 'oldest' } as const;
  const items = await primitives.pageItems({ datasetId, at: version, ...range });
  return items
    .filter(({ externalId }) => externalId === null || !names.has(externalId))
    .map(({ id }) => id);
}

type Changes = Pick<CommitRequest, 'inserts' | 'updates' | 'deletes'>;

/** Decides what becomes of each staged item. */
async function planChanges(
  primitives: StagingBase,
  request: StagedCommitRequest,
  staged: readonly StagedItem[],
): Promise<Omit<Changes, 'deletes'> | StagedCommitRefused> {
  const { datasetId, onConflict, onDeleted } = request;
  const externalIds = staged.flatMap(({ externalId }) => externalId ?? []);
  const found = await primitives.findNamedItems(datasetId, externalIds);
  const named = new Map(found.map((each) => [each.item.externalId, each]));
  const currentOf = ({ externalId }: StagedItem) =>
    externalId === null ? null : currentItem(named.get(externalId));
  if (onConflict === 'error' && staged.some((item) => currentOf(item) !== null)) {
    return { refused: 'externalIds' };
  }
  const isOutdated = (item: StagedItem) => (currentOf(item)?.version ?? null) !== item.mergedWith;
  if (onConflict === 'merge' && staged.some(isOutdated)) return { refused: 'kept' };
  const inserts: ItemInsert[] = [];
  const updates: ItemUpdate[] = [];
  for (const item of staged) {
    const current = currentOf(item);
    const former = item.externalId === null ? undefined : named.get(item.externalId)?.item;
    if (current !== null) {
      if (!takesOver(request) || sameDocuments(item, current)) continue;
      updates.push({ id: current.id, ...documentsOf(item) });
    } else if (former === undefined) {
      inserts.push(item);
    } else if (onDeleted === 'error') {
      return { refused: 'deletedItems' };
    } else {
      inserts.push({ ...item, id: former.id, createdAt: former.createdAt });
    }
  }
  return { inserts, updates };
}

function currentItem(named: NamedItem | undefined): ItemRecord | null {
  return named?.validTo === null ? named.item : null;
}

/** Commits changes that were planned at a version; none where there are none. */
async function commit(
  primitives: StagingBase,
  request: StagedCommitRequest,
  plannedAt: number,
  changes: Changes,
): Promise<StagedCommitResult | StagedCommitRefused> {
  const counts = {
    added: changes.inserts.length,
    updated: changes.updates.length,
    deleted: changes.deletes.length,
  };
  if (counts.added + counts.updated + counts.deleted === 0) {
    return { version: plannedAt, ...counts };
  }
  const { datasetId, schemaRevision, now, author, message } = request;
  const answer = await primitives.commit({
    ...{ datasetId, schemaRevision, now, author, message, ...changes },
    expectedVersion: plannedAt,
    kept: [],
    checksIdentities: true,
    purges: [],
    returnsUpdated: false,
    isContended: false,
  });
  return isRefused(answer) ? refusalOf(answer) : { version: answer.version, ...counts };
}

/** What it means when the planned commit is refused. */
function refusalOf({ refused }: CommitRefused): StagedCommitRefused {
  switch (refused) {
    case 'dataset':
    case 'intact':
    case 'schemas':
      return { refused };
    default:
      // Others changed meanwhile what was planned for. The storage tries again.
      return { refused: 'version' };
  }
}
