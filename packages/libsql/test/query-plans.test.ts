import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonDocument, NO_DOCUMENTS } from '@mastra-datasets/core';
import { LocalDatabase } from '../src/database/local-database.js';
import { migrate } from '../src/migrations.js';
import { COLUMN_STATES } from '../src/rows/column-states.js';
import { PACKED_STATES } from '../src/rows/packed-states.js';
import { text } from '../src/rows/values.js';
import { commitStatements } from '../src/sql/commit.js';
import { requireUnchangedSource } from '../src/sql/datasets.js';
import { insertItems } from '../src/sql/item-writes.js';
import { pageItems } from '../src/sql/item-pages.js';
import * as items from '../src/sql/items.js';
import { commitStagedStatements } from '../src/sql/staged-commit.js';
import * as imports from '../src/sql/staging.js';
import type { Statement } from '../src/sql/statement.js';
import * as versions from '../src/sql/versions.js';
import { tableNames, type Tables } from '../src/tables.js';

const datasetId = 'dataset';
const database = new LocalDatabase({ url: ':memory:' }, 0);

beforeAll(async () => {
  await database.open();
  await migrate(database, '');
});

afterAll(() => database.close());

/** The steps in which SQLite would run a statement. */
async function planOf({ sql, args }: Statement): Promise<string[]> {
  const rows = await database.read({ sql: `EXPLAIN QUERY PLAN ${sql}`, args });
  return rows.map((row) => text(row, 3));
}

/** The tables that a plan reads from end to end; the rows of a parameter do not count. */
function scannedTables(plan: readonly string[]): string[] {
  return plan.filter((step) =>
    /^SCAN (?!.*VIRTUAL TABLE)(?!CONSTANT ROW)(?!v$)(?!(?:changes|skippedEnd|pageStart|pageEnd)$)(?!\()/.test(
      step,
    ),
  );
}

const page = { datasetId, at: 5, after: null, offset: 0, limit: 20, order: 'newest' } as const;
const cursorPage = { ...page, after: { createdAt: 4, id: 'item' } };
const staging = { datasetId, importId: 'import' };

/** What each kind of read sends. */
function readsOf(tables: Tables): Record<string, Statement> {
  return {
    'the staged items with some external ids': imports.findStaged(tables, staging, ['key']),
    'a staged item that meets another': imports.findStagedConflict(tables, staging, 'current'),
    'a staged item that was deleted': imports.findStagedConflict(tables, staging, 'deleted'),
    'the imports that were abandoned': imports.findAbandoned(tables, datasetId, 5),
    'a part of the staged items': imports.discardStaged(tables, staging),
    'a point read': items.findItem(tables, 'item'),
    'a point read at a version': items.findItems(tables, ['item'], 5),
    'a read of several items': items.findItems(tables, ['one', 'two'], null),
    'a read of several items at a version': items.findItems(tables, ['one', 'two'], 5),
    'a read by external id': items.findItemsByExternalId(tables, datasetId, ['key'], null),
    'a read by external id at a version': items.findItemsByExternalId(
      tables,
      datasetId,
      ['key'],
      5,
    ),
    'the items that external ids name': items.findNamedItems(tables, datasetId, ['key']),
    'the states of an item': items.findItemStates(tables, ['item', 'other'], null),
    'a page of a version': pageItems(tables, page),
    'a page behind a cursor': pageItems(tables, cursorPage),
    'a page from the oldest': pageItems(tables, { ...cursorPage, order: 'oldest' }),
    'a page that skips others': pageItems(tables, { ...page, offset: 9 }),
    'a page that skips others behind a cursor': pageItems(tables, { ...cursorPage, offset: 9 }),
    'the changes between versions': items.findChangedItemIds(tables, datasetId, 3, 5, null),
    'the newest commit': versions.findCommit(tables, datasetId, { type: 'newest' }),
    'a commit by date': versions.findCommit(tables, datasetId, { type: 'at', time: 5 }),
    'a commit by number': versions.findCommit(tables, datasetId, { type: 'number', number: 1 }),
    'a commit by tag': versions.findCommit(tables, datasetId, { type: 'tag', tag: 'main' }),
    "the conditions on a fork's source": requireUnchangedSource(tables, 'fork', {
      datasetId,
      createdAt: 1,
      purgedItems: 0,
    }),
    'a page of commits': versions.pageCommits(tables, datasetId, { offset: 0, limit: 20 }),
  };
}

/** The last item with an external id is looked for among its states, not along the history. */
function expectFormerByExternalId(plan: readonly string[]): void {
  const searches = plan.filter((step) => step.startsWith('SEARCH l '));
  expect(searches.filter((step) => !step.includes('(datasetId=? AND externalId=?)'))).toEqual([]);
}

describe.each([
  ['columns', COLUMN_STATES],
  ['packed rows', PACKED_STATES],
])('query plans for %s', (_, states) => {
  const tables = { ...tableNames(''), states };

  for (const [name, statement] of Object.entries(readsOf(tables))) {
    it(`${name} examines index ranges only`, async () => {
      const plan = await planOf(statement);
      expect(plan.some((step) => step.startsWith('SEARCH'))).toBe(true);
      expect(scannedTables(plan)).toEqual([]);
    });
  }

  it.each(['newest', 'oldest'] as const)(
    'a page from the %s is read between two bounds, in the order of the indexes',
    async (order) => {
      const plan = await planOf(pageItems(tables, { ...cursorPage, order }));
      const bounded = '(datasetId=? AND (createdAt,id)>(?,?) AND (createdAt,id)<(?,?))';
      for (const [alias, table] of [
        ['i', 'items'],
        ['h', 'history'],
      ] as const) {
        const search = plan.find((step) => step.startsWith(`SEARCH ${alias} `));
        expect(search).toContain(`mastra_dataset_${table}_by_creation ${bounded}`);
      }
      expect(plan.some((step) => step.startsWith('MERGE'))).toBe(true);
      // Only the place where the page ends is looked for among two.
      expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toHaveLength(1);
    },
  );

  it.each(['newest', 'oldest'] as const)(
    'what a page from the %s skips is counted in an index alone',
    async (order) => {
      for (const request of [page, cursorPage]) {
        const plan = await planOf(pageItems(tables, { ...request, order, offset: 9 }));
        const searches = plan.filter((step) => step.startsWith('SEARCH i '));
        const covering = 'COVERING INDEX mastra_dataset_items_by_creation (datasetId=? AND ';
        // Where nothing was changed, and where little was.
        expect(searches.filter((step) => step.includes(covering))).toHaveLength(2);
        const states = plan.filter((step) => step.startsWith('SEARCH s '));
        expect(states).toEqual(['SEARCH s USING INTEGER PRIMARY KEY (rowid=?)']);
      }
    },
  );

  it.each([
    ['error', 'keep', 3],
    ['skip', 'keep', 3],
    ['update', 'keep', 5],
    ['update', 'delete', 7],
  ] as const)(
    'a commit of staged items finds what it meets by external id: %s, %s',
    async (onConflict, onMissing, length) => {
      const { statements } = commitStagedStatements(tables, {
        ...staging,
        onConflict,
        onDeleted: 'error',
        onMissing,
        maxDeleted: onMissing === 'delete' ? 1 : null,
        alsoNamed: null,
        alsoNamedCount: 0,
        count: 1,
        now: () => 5,
        expectedVersion: 4,
        schemaRevision: null,
        author: null,
        message: null,
      });
      expect(statements).toHaveLength(length);
      for (const statement of statements) {
        const plan = await planOf(statement);
        expect(scannedTables(plan).filter((step) => !/^SCAN [cm]$/.test(step))).toEqual([]);
        expectFormerByExternalId(plan);
        const byName = onMissing === 'keep' ? /^SEARCH i / : /^SEARCH s .*importId=\? AND/;
        const searches = plan.filter((step) => byName.test(step));
        expect(searches.filter((step) => !step.includes('externalId=?'))).toEqual([]);
      }
    },
  );

  it('additions look for former items by external id', async () => {
    const input = JsonDocument.fromValue(1);
    const inserts = ['one', 'two'].map((id) => {
      return { id, externalId: id, createdAt: null, ...NO_DOCUMENTS, input };
    });
    const [statement] = insertItems(tables, datasetId, inserts, true);
    const plan = await planOf(statement ?? { sql: '', args: [] });
    expect(plan.some((step) => step.startsWith('SEARCH l '))).toBe(true);
    expectFormerByExternalId(plan);
  });

  it('every statement of a commit finds items by their key', async () => {
    const statements = commitStatements(
      tables,
      {
        datasetId,
        now: () => 5,
        expectedVersion: 4,
        schemaRevision: null,
        kept: [{ id: 'kept', version: 3 }],
        inserts: [],
        checksIdentities: true,
        updates: [{ id: 'one' }],
        deletes: ['two'],
        returnsUpdated: true,
        isContended: false,
        author: null,
        purges: ['three'],
        message: null,
      },
      true,
    );
    const all = [...statements];
    expect(all).toHaveLength(8);
    for (const statement of all) {
      const plan = await planOf(statement);
      expect(scannedTables(plan).filter((step) => !step.startsWith('SCAN k '))).toEqual([]);
      const searches = plan.filter((step) => /^SEARCH (i|h|mastra_dataset_item\w*) /.test(step));
      expect(searches.filter((step) => !step.includes('(id=?)'))).toEqual([]);
    }
  });
});
