import {
  NEWEST_FIRST,
  NO_DOCUMENTS,
  TABLES as tables,
  stagingInMemory,
  type DatasetRecord,
  type DatasetsPrimitives,
  type ItemPageRequest,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase } from '../examples/sqlite/database.js';
import { END } from '../src/primitives/fixtures.js';

/** What a broken adapter does instead. */
type Changes = Partial<DatasetsPrimitives>;

/** A fault of an adapter, and the check that has to name it. */
export interface Fault {
  readonly what: string;
  readonly check: string;
  readonly change: (sound: DatasetsPrimitives, db: SqliteDatabase) => Changes;
}

function withStaging(
  sound: DatasetsPrimitives,
  change: (staging: StagingPrimitives) => Partial<StagingPrimitives>,
): Changes {
  const { staging } = sound;
  if (staging === undefined) throw new Error('The sound adapter stages nothing.');
  return { staging: { ...staging, ...change(staging) } };
}

/** Staging that takes every dataset that it has seen for one that is still there. */
function stagingOfGone(sound: DatasetsPrimitives): Changes {
  const seen = new Map<string, DatasetRecord>();
  const findDataset = async (id: string) => {
    const found = await sound.findDataset(id);
    if (found !== null) seen.set(id, found);
    return found ?? seen.get(id) ?? null;
  };
  return { staging: stagingInMemory({ ...sound, findDataset }) };
}

/** Changes staging, by what each import has staged: what it belongs to, how much, and since when. */
function withImports(
  sound: DatasetsPrimitives,
  change: (
    staging: StagingPrimitives,
    imports: ReadonlyMap<string, Staging & { readonly count: number; readonly since: number }>,
  ) => Partial<StagingPrimitives>,
): Changes {
  const imports = new Map<string, Staging & { count: number; since: number }>();
  return withStaging(sound, (staging) => ({
    stage: (scope, stagedAt, items) => {
      const { count = 0, since = stagedAt } = imports.get(scope.importId) ?? {};
      imports.set(scope.importId, { ...scope, count: count + items.length, since });
      return staging.stage(scope, stagedAt, items);
    },
    ...change(staging, imports),
  }));
}

const DATASET_FAULTS: readonly Fault[] = [
  {
    what: 'deletes everything when it is initialised again',
    check: 'initialize may run again, and leaves what is there alone',
    change: (sound) => ({ initialize: () => sound.initialize().then(() => sound.clear()) }),
  },
  {
    what: 'gives items of a new dataset its own time of creation',
    check: 'insertDataset stores every field, the items, and commit number 0',
    change: (sound) => ({
      insertDataset: (dataset, items, notes) =>
        sound.insertDataset(
          dataset,
          items.map((item) => ({ ...item, createdAt: null })),
          notes,
        ),
    }),
  },
  {
    what: 'replaces a dataset of the same id',
    check: 'insertDataset leaves a dataset alone that has the id already',
    change: (sound) => ({
      insertDataset: async (dataset, items, notes) => {
        await sound.deleteDataset(dataset.id);
        return sound.insertDataset(dataset, items, notes);
      },
    }),
  },
  {
    what: 'ignores expectedVersion of updateDataset',
    check: 'updateDataset refuses when expectedVersion is not the newest',
    change: (sound) => ({
      updateDataset: (update) => sound.updateDataset({ ...update, expectedVersion: 'any' }),
    }),
  },
  {
    what: 'ignores expectedUpdatedAt of updateDataset',
    check: 'updateDataset refuses when expectedUpdatedAt is outdated',
    change: (sound) => ({
      updateDataset: async (update) => {
        const found = await sound.findDataset(update.record.id);
        const expectedUpdatedAt = found?.updatedAt ?? update.expectedUpdatedAt;
        return sound.updateDataset({ ...update, expectedUpdatedAt });
      },
    }),
  },
  {
    what: 'stores the version of an update of a dataset',
    check: 'updateDataset stores every field but the version',
    change: (sound, db) => ({
      updateDataset: async (update) => {
        const { id, version } = update.record;
        const answer = await sound.updateDataset(update);
        db.run(`UPDATE ${tables.datasets} SET version = ? WHERE id = ?`, version, id);
        return answer;
      },
    }),
  },
  {
    what: 'ignores `after` of pageDatasets',
    check: 'pageDatasets starts right after the place given as `after`',
    change: (sound) => ({
      pageDatasets: (range, attributes) =>
        sound.pageDatasets({ ...range, after: null }, attributes),
    }),
  },
  {
    what: 'skips the datasets of the same time as `after`',
    check: 'pageDatasets comes to an end when its pages are read one by one',
    change: (sound) => ({
      pageDatasets: ({ after, ...range }, attributes) =>
        sound.pageDatasets(
          { ...range, after: after === null ? null : { ...after, id: '' } },
          attributes,
        ),
    }),
  },
  {
    what: 'begins a page of datasets with the place itself',
    check: 'pageDatasets starts right after the place given as `after`',
    change: (sound) => ({
      pageDatasets: ({ after, ...range }, attributes) =>
        sound.pageDatasets(
          { ...range, after: after === null ? null : { ...after, id: `${after.id}~` } },
          attributes,
        ),
    }),
  },
  {
    what: 'gives datasets in the default order only',
    check: 'pageDatasets gives every order that it is asked for, from any place',
    change: (sound) => ({
      pageDatasets: (request, attributes) =>
        sound.pageDatasets({ ...request, orderBy: NEWEST_FIRST }, attributes),
    }),
  },
  {
    what: 'compares the names of datasets in any case',
    check: 'pageDatasets gives every order that it is asked for, from any place',
    change: (sound) => ({
      pageDatasets: async (request, attributes) => {
        const page = await sound.pageDatasets(request, attributes);
        if (request.orderBy.field !== 'name') return page;
        const folded = ({ name }: { name: string }) => name.toLowerCase();
        const sign = request.orderBy.direction === 'asc' ? 1 : -1;
        return [...page].sort((left, right) => (folded(left) < folded(right) ? -sign : sign));
      },
    }),
  },
  {
    what: 'breaks ties between datasets in one direction only',
    check: 'pageDatasets breaks ties by the ids that callers gave',
    change: (sound) => ({
      pageDatasets: async (request, attributes) => {
        const page = await sound.pageDatasets(request, attributes);
        return request.orderBy.field === 'name' ? page.reverse() : page;
      },
    }),
  },
  {
    what: 'keeps what was staged for a deleted dataset',
    check: 'deleteDataset deletes all that belongs to it, and nothing else',
    change: stagingOfGone,
  },
  {
    what: 'keeps what was staged when everything is deleted',
    check: 'clear deletes every dataset with all that belongs to it',
    change: stagingOfGone,
  },
];

const ATTRIBUTE_FAULTS: readonly Fault[] = [
  {
    what: 'gives datasets that have one of the attributes',
    check: 'pageDatasets finds the datasets that have all attributes',
    change: (sound) => ({
      pageDatasets: (range, attributes) => sound.pageDatasets(range, attributes.slice(0, 1)),
    }),
  },
  {
    what: 'keeps a dataset findable by the attributes that it had',
    check: 'pageDatasets finds the datasets that have all attributes',
    change: (sound, db) => ({
      updateDataset: async (update) => {
        const { attributes } = tables;
        const rows = db.all(`SELECT * FROM ${attributes} WHERE datasetId = ?`, update.record.id);
        const answer = await sound.updateDataset(update);
        for (const { datasetId, key, value, createdAt } of rows) {
          db.run(
            `INSERT INTO ${attributes} (datasetId, key, value, createdAt) VALUES (?, ?, ?, ?)`,
            ...[String(datasetId), String(key), String(value), Number(createdAt)],
          );
        }
        return answer;
      },
    }),
  },
  {
    what: 'forgets the source of inserted items',
    check: 'commit stores every field of an item, inserted or updated',
    change: (sound) => ({
      commit: (request) =>
        sound.commit({
          ...request,
          inserts: request.inserts.map((item) => ({ ...item, source: null })),
        }),
    }),
  },
  {
    what: 'forgets the attributes of updated items',
    check: 'commit stores every field of an item, inserted or updated',
    change: (sound) => ({
      commit: (request) =>
        sound.commit({
          ...request,
          updates: request.updates.map(({ attributes: _, ...update }) => update),
        }),
    }),
  },
  {
    what: 'counts the splits of the newest version whatever the time',
    check: 'countSplits counts the items of one snapshot by their splits',
    change: (sound) => ({ countSplits: (datasetId) => sound.countSplits(datasetId, END) }),
  },
  {
    what: 'counts no splits',
    check: 'countSplits counts the items of one snapshot by their splits',
    change: () => ({ countSplits: () => Promise.resolve([]) }),
  },
  {
    what: 'forgets the source of staged items',
    check: 'commitStaged stores every field of an item',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        stage: (scope, stagedAt, items) =>
          staging.stage(
            scope,
            stagedAt,
            items.map((item) => ({ ...item, source: null })),
          ),
      })),
  },
  {
    what: 'forgets the author of a commit',
    check: 'commit stores its number, counts and message',
    change: (sound) => ({ commit: (request) => sound.commit({ ...request, author: null }) }),
  },
];

const COMMIT_FAULTS: readonly Fault[] = [
  {
    what: 'ignores the clock of a commit',
    check: 'commit makes the version max(now, previous version + 1)',
    change: (sound) => ({ commit: (request) => sound.commit({ ...request, now: () => 0 }) }),
  },
  {
    what: 'ignores expectedVersion of a commit',
    check: 'commit refuses an old expectedVersion, and changes nothing',
    change: (sound) => ({
      commit: (request) => sound.commit({ ...request, expectedVersion: 'any' }),
    }),
  },
  {
    what: 'takes no schemaRevision for any',
    check: 'commit refuses no schemaRevision where there are schemas, and changes nothing',
    change: (sound) => ({
      commit: async (request) => {
        const dataset = await sound.findDataset(request.datasetId);
        const schemaRevision = request.schemaRevision ?? dataset?.schemaRevision ?? null;
        return sound.commit({ ...request, schemaRevision });
      },
    }),
  },
  {
    what: 'ignores kept items of a commit',
    check: 'commit refuses a kept item in an old state, and changes nothing',
    change: (sound) => ({ commit: (request) => sound.commit({ ...request, kept: [] }) }),
  },
  {
    what: 'ignores kept items when it confirms',
    check: 'confirm refuses a kept item of another dataset',
    change: (sound) => ({ confirm: (conditions) => sound.confirm({ ...conditions, kept: [] }) }),
  },
  {
    what: 'takes the external id away from the item that has it',
    check: 'commit refuses an inserted external id that is there, and changes nothing',
    change: (sound) => ({
      commit: async (request) => {
        const { datasetId, inserts, deletes } = request;
        const externalIds = inserts.flatMap(({ externalId }) => externalId ?? []);
        const rivals = await sound.findItemsByExternalId(datasetId, externalIds, null);
        const ids = rivals.map(({ id }) => id).filter((id) => !deletes.includes(id));
        const updates = request.updates.filter(({ id }) => !ids.includes(id));
        return sound.commit({ ...request, updates, deletes: [...deletes, ...ids] });
      },
    }),
  },
  {
    what: 'makes new items of external ids that deleted items had',
    check:
      'commit refuses a new item with the external id of a deleted one, where it checks identities',
    change: (sound) => ({
      commit: (request) => {
        const isNew = request.inserts.every(({ createdAt }) => createdAt === null);
        return sound.commit({ ...request, checksIdentities: request.checksIdentities && !isNew });
      },
    }),
  },
  {
    what: 'brings any item back that had an external id',
    check:
      'commit refuses an item of the external id that was not deleted last, where it checks identities',
    change: (sound) => ({
      commit: (request) => {
        const isNew = request.inserts.every(({ createdAt }) => createdAt === null);
        return sound.commit({ ...request, checksIdentities: request.checksIdentities && isNew });
      },
    }),
  },
  {
    what: 'takes external ids for used up that only another dataset has',
    check: 'commit takes inserts whose external ids were never there',
    change: (sound, db) => ({
      commit: (request) => {
        const used = request.inserts.some(
          ({ externalId }) =>
            db.all(`SELECT 1 FROM ${tables.history} WHERE externalId = ?`, externalId ?? '')[0] !==
            undefined,
        );
        return request.checksIdentities && used
          ? Promise.resolve({ refused: 'identities' as const })
          : sound.commit(request);
      },
    }),
  },
  {
    what: 'leaves out updates of items that are not there',
    check: 'commit refuses an update of an unknown item, and changes nothing',
    change: (sound) => ({
      commit: async (request) => {
        const ids = request.updates.map(({ id }) => id);
        const found = await sound.findItems(ids, null, request.datasetId);
        const isThere = new Set(found.map(({ id }) => id));
        const updates = request.updates.filter(({ id }) => isThere.has(id));
        return sound.commit({ ...request, updates });
      },
    }),
  },
  {
    what: 'leaves out purges of items that stay',
    check: 'commit refuses a purge of an item that stays, and changes nothing',
    change: (sound) => ({
      commit: async (request) => {
        const found = await sound.findItems(request.purges, null, request.datasetId);
        const current = new Set(found.map(({ id }) => id));
        const stays = (id: string) => current.has(id) && !request.deletes.includes(id);
        return sound.commit({ ...request, purges: request.purges.filter((id) => !stays(id)) });
      },
    }),
  },
  {
    what: 'updates nothing where nobody asks for the updated items',
    check: 'commit changes the same where nobody asks for the updated items',
    change: (sound) => ({
      commit: (request) =>
        sound.commit(request.returnsUpdated ? request : { ...request, updates: [] }),
    }),
  },
  {
    what: 'forgets the message of a commit',
    check: 'commit stores its number, counts and message',
    change: (sound) => ({ commit: (request) => sound.commit({ ...request, message: null }) }),
  },
  {
    what: 'gives an inserted item the time of its commit',
    check: 'commit keeps the time of creation that an inserted item brings',
    change: (sound) => ({
      commit: (request) =>
        sound.commit({
          ...request,
          inserts: request.inserts.map((item) => ({ ...item, createdAt: null })),
        }),
    }),
  },
  {
    what: 'moves purgedAt when an item is purged again',
    check: 'commit leaves purgedAt alone where the content was removed before',
    change: (sound, db) => ({
      commit: async (request) => {
        const answer = await sound.commit(request);
        const dataset = await sound.findDataset(request.datasetId);
        for (const id of request.purges) {
          db.run(
            `UPDATE ${tables.history} SET purgedAt = ? WHERE id = ?`,
            ...[dataset?.version ?? 0, id],
          );
        }
        return answer;
      },
    }),
  },
  {
    what: 'keeps the external id of a purged item',
    check: 'commit removes all content of purged items, external ids too',
    change: (sound, db) => ({
      commit: async (request) => {
        const states = await sound.findItemStates(request.purges, request.datasetId);
        const answer = await sound.commit(request);
        for (const { item } of states) {
          db.run(
            `UPDATE ${tables.history} SET externalId = ? WHERE id = ? AND version = ?`,
            ...[item.externalId, item.id, item.version],
          );
        }
        return answer;
      },
    }),
  },
];

const READ_FAULTS: readonly Fault[] = [
  {
    what: 'finds the commit before a time, not at it',
    check: 'findCommit finds commits by time, number and tag, and the newest',
    change: (sound) => ({
      findCommit: (datasetId, selector) =>
        sound.findCommit(
          datasetId,
          selector.type === 'at' ? { type: 'at', time: selector.time - 1 } : selector,
        ),
    }),
  },
  {
    what: 'ignores the offset of pageCommits',
    check: 'pageCommits gives a range of the commits, newest first',
    change: (sound) => ({
      pageCommits: (datasetId, range) => sound.pageCommits(datasetId, { ...range, offset: 0 }),
    }),
  },
  {
    what: 'finds current items only',
    check: 'findItems gives the states that are current, or were so at a time',
    change: (sound) => ({ findItems: (ids) => sound.findItems(ids, null) }),
  },
  {
    what: 'finds external ids of today only',
    check: 'findItemsByExternalId looks in one dataset at one time',
    change: (sound) => ({
      findItemsByExternalId: (datasetId, externalIds) =>
        sound.findItemsByExternalId(datasetId, externalIds, null),
    }),
  },
  {
    what: 'names current items only',
    check: 'findNamedItems gives the current item, or else the one deleted last',
    change: (sound) => ({
      findNamedItems: async (datasetId, externalIds) =>
        (await sound.findNamedItems(datasetId, externalIds)).filter(
          ({ validTo }) => validTo === null,
        ),
    }),
  },
  {
    what: 'names the item that had an external id first',
    check: 'findNamedItems gives the current item, or else the one deleted last',
    change: (sound, db) => ({
      findNamedItems: async (datasetId, externalIds) => {
        const named = await sound.findNamedItems(datasetId, externalIds);
        for (const [index, { item, validTo }] of named.entries()) {
          const [row] = db.all(
            `SELECT id FROM ${tables.history} WHERE datasetId = ? AND externalId = ?
              ORDER BY validTo LIMIT 1`,
            ...[datasetId, item.externalId],
          );
          if (validTo !== null && row !== undefined) {
            named[index] = { item: { ...item, id: String(row['id']) }, validTo };
          }
        }
        return named;
      },
    }),
  },
  {
    what: 'gives former states only',
    check: 'findItemStates gives every state with its end',
    change: (sound) => ({
      findItemStates: async (ids) =>
        (await sound.findItemStates(ids)).filter(({ validTo }) => validTo !== null),
    }),
  },
  {
    what: 'counts the beginning of an interval as changed',
    check: 'findChangedItemIds names what commits of an interval touched, once',
    change: (sound) => ({
      findChangedItemIds: (id, after, upTo) => sound.findChangedItemIds(id, after - 1, upTo),
    }),
  },
  {
    what: 'does not count the end of an interval as changed',
    check: 'findChangedItemIds names what commits of an interval touched, once',
    change: (sound) => ({
      findChangedItemIds: (id, after, upTo) => sound.findChangedItemIds(id, after, upTo - 1),
    }),
  },
  {
    what: 'misses deletions among the changes',
    check: 'findChangedItemIds names what commits of an interval touched, once',
    change: (sound) => ({
      findChangedItemIds: async (datasetId, after, upTo) => {
        const ids = await sound.findChangedItemIds(datasetId, after, upTo);
        return (await sound.findItems(ids, upTo, datasetId)).map(({ id }) => id);
      },
    }),
  },
  {
    what: 'gives items newest first, whatever the order',
    check: 'pageItems gives every snapshot in either order',
    change: (sound) => ({
      pageItems: (request) => sound.pageItems({ ...request, order: 'newest' }),
    }),
  },
  {
    what: 'ignores the offset behind a place',
    check: 'pageItems starts right after any place, newest first',
    change: (sound) => ({
      pageItems: (request) =>
        sound.pageItems(request.after === null ? request : { ...request, offset: 0 }),
    }),
  },
  {
    what: 'ignores places of items that are not in the snapshot',
    check: 'pageItems starts right after any place, oldest first',
    change: (sound) => ({
      pageItems: async (request) => {
        const { datasetId, at, after } = request;
        const found = after === null ? [] : await sound.findItems([after.id], at, datasetId);
        return sound.pageItems(found.length > 0 ? request : { ...request, after: null });
      },
    }),
  },
  {
    what: 'skips items of the newest version instead of those of the snapshot',
    check: 'pageItems skips the items of the snapshot, and no others',
    change: skipsAs((request) => request.after === null),
  },
  {
    what: 'skips newer items behind a place',
    check: 'pageItems skips no items that are newer than a place',
    change: skipsAs((request) => request.after !== null),
  },
  {
    what: 'fills a page that skips others with items that came later',
    check: 'pageItems skips the items of the snapshot, and no others',
    change: (sound) => ({
      pageItems: async (request) => {
        const page = await sound.pageItems(request);
        const { limit, offset, order } = request;
        if (order === 'newest' || offset === 0 || limit === null) return page;
        const later = await sound.pageItems({ ...request, at: END });
        return [...page, ...later.filter(({ createdAt }) => createdAt > request.at)].slice(
          0,
          limit,
        );
      },
    }),
  },
];

/** A fault: some pages skip what the newest version has. */
function skipsAs(isMeant: (request: ItemPageRequest) => boolean): Fault['change'] {
  return (sound) => ({
    pageItems: async (request) => {
      if (request.offset === 0 || !isMeant(request)) return sound.pageItems(request);
      const skipped = { ...request, at: END, limit: request.offset };
      const last = (await sound.pageItems({ ...skipped, offset: 0 })).at(-1);
      return last === undefined ? [] : sound.pageItems({ ...request, after: last, offset: 0 });
    },
  });
}

const TAG_FAULTS: readonly Fault[] = [
  {
    what: 'ignores `upTo` of putTag',
    check: 'putTag refuses a commit that is not the newest up to `upTo`',
    change: (sound) => ({ putTag: (tag, move) => sound.putTag(tag, move, null) }),
  },
  {
    what: 'always moves tags',
    check: 'putTag refuses to move a tag, unless told so',
    change: (sound) => ({ putTag: (tag, _, upTo) => sound.putTag(tag, true, upTo) }),
  },
  {
    what: 'makes a tag new that names the commit already',
    check: 'putTag leaves a tag alone that names the commit already',
    change: (sound) => ({
      putTag: async (tag, move, upTo) => {
        const held = await sound.findCommit(tag.datasetId, { type: 'tag', tag: tag.tag });
        if (held?.version === tag.version) await sound.deleteTag(tag.datasetId, tag.tag);
        return sound.putTag(tag, move, upTo);
      },
    }),
  },
];

const PURGE_FAULTS: readonly Fault[] = [
  {
    what: 'purges the current state alone',
    check: 'purgeInPlace removes the content of every state, and makes no commit',
    change: (_sound, db) => ({
      purgeInPlace: ({ ids, purgedAt }) => {
        const purged = { ...NO_DOCUMENTS, input: 'null', externalId: null, purgedAt };
        for (const id of ids) db.update(tables.items, purged, { id });
        return Promise.resolve();
      },
    }),
  },
  {
    what: 'names current items alone as purged',
    check: 'findPurgedItemIds names what a commit purged, and what was purged in place',
    change: (sound) => ({
      findPurgedItemIds: async (datasetId) => {
        const ids = await sound.findPurgedItemIds(datasetId);
        return (await sound.findItems(ids, null, datasetId)).map(({ id }) => id);
      },
    }),
  },
  {
    what: 'forgets the mark of an item before it updates it',
    check: 'commit refuses to update a purged item, and changes nothing',
    change: (sound, db) => ({
      commit: (request) => {
        for (const { id } of request.updates) {
          db.run(`UPDATE ${tables.items} SET purgedAt = NULL WHERE id = ?`, id);
        }
        return sound.commit(request);
      },
    }),
  },
  {
    what: 'takes an item that comes back for a new one',
    check: 'commit refuses to bring back a purged item, and changes nothing',
    change: (sound) => ({
      commit: (request) =>
        sound.commit({
          ...request,
          inserts: request.inserts.map((insert) => ({ ...insert, createdAt: null })),
        }),
    }),
  },
];

const STAGING_FAULTS: readonly Fault[] = [
  {
    what: 'merges with whatever state is there',
    check: 'commitStaged refuses to merge with a state that is gone',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) =>
          staging.commitStaged({
            ...request,
            onConflict: request.onConflict === 'merge' ? 'update' : request.onConflict,
          }),
      })),
  },
  {
    what: 'updates where an import is to skip',
    check: 'commitStaged leaves current items alone where told to skip',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) =>
          staging.commitStaged({
            ...request,
            onConflict: request.onConflict === 'skip' ? 'update' : request.onConflict,
          }),
      })),
  },
  {
    what: 'looks for current items among deleted ones',
    check: 'findStagedConflict looks for current or deleted items',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        findStagedConflict: (scope) => staging.findStagedConflict(scope, 'current'),
      })),
  },
  {
    what: 'brings deleted items back where an import refuses them',
    check: 'commitStaged refuses deleted items where told to, and the rest',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) => staging.commitStaged({ ...request, onDeleted: 'revive' }),
      })),
  },
  {
    what: 'makes new items in an import of external ids that deleted items had',
    check: 'commitStaged brings back the item that was deleted last',
    change: (sound, db) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) => {
          db.run(`UPDATE ${tables.history} SET externalId = NULL`);
          return staging.commitStaged(request);
        },
      })),
  },
  {
    what: 'deletes nothing in an import',
    check: 'commitStaged deletes what the import does not name',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) => staging.commitStaged({ ...request, onMissing: 'keep' }),
      })),
  },
  {
    what: 'deletes what an import names beside its items',
    check: 'commitStaged deletes what the import does not name',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) =>
          staging.commitStaged({ ...request, alsoNamed: null, maxDeleted: null }),
      })),
  },
  {
    what: 'ignores how many items an import may delete',
    check: 'commitStaged refuses more deletions than it may make',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) => staging.commitStaged({ ...request, maxDeleted: null }),
      })),
  },
  {
    what: 'does not count what an import names beside its items',
    check: 'commitStaged refuses more deletions than it may make',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        countMissing: (naming) => staging.countMissing({ ...naming, alsoNamed: null }),
      })),
  },
  {
    what: 'ignores expectedVersion of an import',
    check: 'commitStaged refuses another expectedVersion, and changes nothing',
    change: (sound) =>
      withStaging(sound, (staging) => ({
        commitStaged: (request) => staging.commitStaged({ ...request, expectedVersion: 'any' }),
      })),
  },
  {
    what: 'commits what is left of an import',
    check: 'commitStaged refuses a count that is too high, and changes nothing',
    change: (sound) =>
      withImports(sound, (staging, imports) => ({
        commitStaged: (request) => {
          const { count = 0 } = imports.get(request.importId) ?? {};
          return staging.commitStaged({ ...request, count: Math.min(count, request.count) });
        },
      })),
  },
  {
    what: 'calls an import abandoned that is under way',
    check: 'findAbandoned goes by what an import staged last',
    change: (sound) =>
      withImports(sound, (_, imports) => ({
        findAbandoned: (datasetId, since) => {
          const old = [...imports.values()].filter(
            (each) => each.datasetId === datasetId && each.since < since,
          );
          return Promise.resolve(old.map(({ importId }) => importId));
        },
      })),
  },
  {
    what: 'discards what all imports of a dataset staged',
    check: 'discardStaged deletes what one import staged',
    change: (sound) =>
      withImports(sound, (staging, imports) => ({
        discardStaged: async ({ datasetId }) => {
          for (const each of imports.values()) {
            if (each.datasetId === datasetId) await staging.discardStaged(each);
          }
        },
      })),
  },
];

/** Faults of adapters, each of which one check has to name. */
const ITEM_COUNT_FAULTS: readonly Fault[] = [
  {
    what: 'corrects the count of one commit alone',
    check: 'correctItemCounts adds to the count of a commit and of all later ones',
    change: (_, db) => ({
      correctItemCounts: ({ datasetId, version, found, difference }) =>
        Promise.resolve(
          db.run(
            `UPDATE ${tables.versions} SET itemCount = itemCount + ?
              WHERE datasetId = ? AND version = ? AND itemCount = ?`,
            ...[difference, datasetId, version, found],
          ) > 0,
        ),
    }),
  },
  {
    what: 'corrects counts that others have corrected',
    check: 'correctItemCounts adds to the count of a commit and of all later ones',
    change: (sound) => ({
      correctItemCounts: async (correction) => {
        const { datasetId, version } = correction;
        const commit = await sound.findCommit(datasetId, { type: 'at', time: version });
        const found = commit?.itemCount ?? correction.found;
        return sound.correctItemCounts({ ...correction, found });
      },
    }),
  },
];

const FORK_FAULTS: readonly Fault[] = [
  {
    what: 'loses the items of a fork',
    check: 'insertFork, where there is one, stores what insertDataset does',
    change: (sound) => ({
      insertFork: (dataset, _items, notes, source) =>
        insertForkOf(sound)(dataset, [], notes, source),
    }),
  },
  {
    what: 'replaces a dataset by a fork of the same id',
    check: 'insertFork refuses an id that another dataset has',
    change: (sound) => ({
      insertFork: async (dataset, items, notes) => {
        await sound.deleteDataset(dataset.id);
        await sound.insertDataset(dataset, items, notes);
        return dataset;
      },
    }),
  },
  {
    what: 'forks what is gone',
    check: 'insertFork refuses a source that is gone or was replaced',
    change: (sound) => ({
      insertFork: async (dataset, items, notes, source) => {
        const answer = await insertForkOf(sound)(dataset, items, notes, source);
        if (!('refused' in answer && answer.refused === 'source')) return answer;
        await sound.insertDataset(dataset, items, notes);
        return dataset;
      },
    }),
  },
  {
    what: 'forks what was purged',
    check: 'insertFork refuses when an item of the source was purged',
    change: ignorePurgesInForks,
  },
  {
    what: 'leaves it to others to look at a fork',
    check: 'a fork that nobody can look at afterwards holds nothing purged',
    change: ignorePurgesInForks,
  },
];

function insertForkOf(sound: DatasetsPrimitives): NonNullable<DatasetsPrimitives['insertFork']> {
  if (sound.insertFork === undefined) throw new Error('The sound adapter cannot fork.');
  return sound.insertFork.bind(sound);
}

function ignorePurgesInForks(sound: DatasetsPrimitives): Changes {
  return {
    insertFork: async (dataset, items, notes, source) => {
      const { length: purgedItems } = await sound.findPurgedItemIds(source.datasetId);
      return insertForkOf(sound)(dataset, items, notes, { ...source, purgedItems });
    },
  };
}

const HOLD_FAULTS: readonly Fault[] = [
  {
    what: 'runs held work on what it was before',
    check: 'hold, where there is one, lets its work read and commit',
    change: (sound) => ({
      hold: (_, work) => work({ ...sound, commit: () => Promise.resolve({ refused: 'version' }) }),
    }),
  },
  {
    what: 'lets held work write no more than once',
    check: 'hold lets its work go on after its write',
    change: (sound) => ({
      hold: (_, work) => {
        const writes: unknown[] = [];
        return work({
          ...sound,
          commit: (request) => {
            if (writes.push(request) === 1) return sound.commit(request);
            return Promise.resolve({ refused: 'version' });
          },
        });
      },
    }),
  },
  {
    what: 'commits held work whatever was refused',
    check: 'hold gives what its work was refused, and changes nothing',
    change: (sound) => ({
      hold: (_, work) =>
        work({
          ...sound,
          commit: (request) => sound.commit({ ...request, expectedVersion: 'any' }),
        }),
    }),
  },
];

export const FAULTS: readonly Fault[] = [
  ...DATASET_FAULTS,
  ...ATTRIBUTE_FAULTS,
  ...COMMIT_FAULTS,
  ...FORK_FAULTS,
  ...HOLD_FAULTS,
  ...ITEM_COUNT_FAULTS,
  ...READ_FAULTS,
  ...PURGE_FAULTS,
  ...TAG_FAULTS,
  ...STAGING_FAULTS,
];
