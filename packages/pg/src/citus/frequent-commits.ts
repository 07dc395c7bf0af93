import { JsonDocument, type CommitRequest, type ItemInsert } from '@mastra-datasets/core';
import { commitStatements } from '../sql/commit.js';
import { locksOf } from '../sql/dataset-row.js';
import type { Tables } from '../tables.js';
import type { Statements } from './statement-functions.js';

/** An id like any other: only the texts of the statements are of interest. */
const ID = '00000000-0000-0000-0000-000000000000';

const INSERT: ItemInsert = {
  id: ID,
  externalId: null,
  input: JsonDocument.fromText('null'),
  expectedOutput: null,
  context: null,
  splits: null,
  source: null,
  attributes: null,
  createdAt: null,
};

const NOTHING: CommitRequest = {
  datasetId: ID,
  expectedVersion: 'any',
  schemaRevision: null,
  kept: [],
  now: () => 0,
  inserts: [],
  checksIdentities: true,
  updates: [],
  deletes: [],
  purges: [],
  returnsUpdated: true,
  author: null,
  message: null,
  isContended: false,
};

/**
 * The changes whose commits a function runs: items that are added, and one or several that are
 * updated or deleted, whether or not the new states are asked for. Others are rarer, or carry so
 * much that a few exchanges make no difference.
 */
const FREQUENT: readonly Partial<CommitRequest>[] = [
  { inserts: [INSERT] },
  { updates: [{ id: ID }] },
  { updates: [{ id: ID }, { id: ID }] },
  { updates: [{ id: ID }], returnsUpdated: false },
  { updates: [{ id: ID }, { id: ID }], returnsUpdated: false },
  { deletes: [ID] },
  { deletes: [ID, ID] },
];

/** The statements of frequent commits, as they are sent for any dataset and items. */
export function frequentCommits(tables: Tables): Statements[] {
  return FREQUENT.map((changes) => [
    locksOf(tables, ID).now,
    ...commitStatements(tables, { ...NOTHING, ...changes }).statements,
  ]);
}
