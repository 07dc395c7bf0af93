import { datasetKey, type CommitRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { conditionsOn, hasItsCommit, requireKept } from './conditions.js';
import { currentNumber, currentVersion } from './dataset-row.js';
import { isOneOf } from './ids.js';
import { deleteItems, insertItems, supersede, updateItems } from './item-writes.js';
import { purgeItems, requireWhole } from './purges.js';
import { refuseUnless } from './refusal.js';
import { Parameters, type Statement } from './statement.js';

/** The statements of a commit, and which of them return updated items. */
interface CommitStatements {
  /** The first returns the commit's version, or no row when there is no such dataset. */
  readonly statements: Statement[];
  readonly returning: readonly number[];
}

/**
 * Writes a commit as statements of one transaction that holds the lock of the dataset's row. The
 * first advances the dataset's version, and fails with the transaction where a condition does not
 * hold. The others take their version from the dataset's row, so they do nothing without a dataset.
 * Each sees what those before it did.
 */
export function commitStatements(tables: Tables, request: CommitRequest): CommitStatements {
  const { datasetId, deletes, updates, inserts, purges } = request;
  const written = [...deletes, ...updates.map(({ id }) => id)];
  const statements = [advanceDataset(tables, request, written), insertCommit(tables, request)];
  if (written.length > 0) statements.push(supersede(tables, datasetId, written));
  if (deletes.length > 0) statements.push(deleteItems(tables, datasetId, deletes));
  const returning: number[] = [];
  for (const statement of updateItems(tables, request)) {
    const index = statements.push(statement) - 1;
    if (request.returnsUpdated) returning.push(index);
  }
  const existedBefore = inserts.filter(({ createdAt }) => createdAt !== null).map(({ id }) => id);
  if (existedBefore.length > 0) statements.push(requireWhole(tables, datasetId, existedBefore));
  statements.push(...insertItems(tables, datasetId, inserts, request.checksIdentities));
  if (purges.length > 0) statements.push(purgeItems(tables, datasetId, purges));
  return { statements, returning };
}

function advanceDataset(
  tables: Tables,
  request: CommitRequest,
  written: readonly string[],
): Statement {
  const { datasets, items } = tables;
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(request.datasetId));
  const time = parameters.add(request.now());
  const conditions = [hasItsCommit(tables, id), ...conditionsOn(request, parameters)];
  if (written.length > 0) {
    const sql = `(SELECT count(*) FROM ${items} i
      WHERE i."datasetId" = ${id} AND ${isOneOf('i."id"', written, parameters)}
    ) = ${parameters.add(written.length)}`;
    conditions.push({ name: 'items', sql });
  }
  const purgedOnly = request.purges.filter((purged) => !request.deletes.includes(purged));
  if (purgedOnly.length > 0) {
    const sql = `NOT EXISTS (SELECT 1 FROM ${items} i
      WHERE i."datasetId" = ${id} AND ${isOneOf('i."id"', purgedOnly, parameters)})`;
    conditions.push({ name: 'items', sql });
  }
  conditions.push(...requireKept(tables, request.kept, id, parameters));
  const version = `greatest(${time}::bigint, "version" + 1)`;
  return {
    text: `UPDATE ${datasets}
      SET "version" = ${refuseUnless(conditions, '"version"', version)},
        "versionNumber" = ${currentNumber(tables, id)} + 1
      WHERE "id" = ${id} RETURNING "version", "versionNumber"`,
    values: parameters.values,
  };
}

function insertCommit(tables: Tables, request: CommitRequest): Statement {
  const { versions } = tables;
  return {
    text: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "author", "message")
      SELECT v."datasetId", ${currentVersion(tables, '$1')}, v."number" + 1,
        $2::bigint, $3::bigint, $4::bigint, $5::bigint,
        v."itemCount" + $2::bigint - $4::bigint, $6::text, $7::text
      FROM ${versions} v WHERE v."datasetId" = $1 ORDER BY v."version" DESC LIMIT 1`,
    values: [
      datasetKey(request.datasetId),
      request.inserts.length,
      request.updates.length,
      request.deletes.length,
      request.purges.length,
      request.author,
      request.message,
    ],
  };
}
