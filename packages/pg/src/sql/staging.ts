import type { ItemInsert, StagedCommitRequest, Staging } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunkRows } from './chunks.js';
import { STATE } from './columns.js';
import { currentVersion, lengthOfDocuments } from './commit.js';
import { idArray, lookupId, storedId } from './ids.js';
import { Parameters, type Statement } from './statement.js';
import { textArray } from './text-array.js';

/*
 * Rows that belong together are looked up by scalar subqueries, which no server turns into joins:
 * each is one search of one index. A table that was filled a moment ago has no statistics, and a
 * planner that takes a million rows for one would compare each row with all others.
 */

/** A condition on staged items `s`; the parameters are the dataset and the import. */
const OF_IMPORT = 's."datasetId" = $1 AND s."importId" = $2';

/**
 * A condition on a staged item `s` and the current item `i` with its external id. The dataset is
 * that of the staged item: a planner that is told which one, and has no statistics of it, takes it
 * for empty, and any index that begins with it for as good as the right one.
 */
const SAME_EXTERNAL_ID = 'i."datasetId" = s."datasetId" AND i."externalId" = s."externalId"';

/** A condition on `s` and `i` that tells whether an update would change something. */
const DIFFERS = `(i."input" <> s."input"
  OR i."expectedOutput" IS DISTINCT FROM s."expectedOutput"
  OR i."context" IS DISTINCT FROM s."context")`;

/** Selects something from the current item of a staged one `s`; NULL where there is none. */
function fromCurrent({ items }: Tables, selected: string, condition = ''): string {
  return `(SELECT ${selected} FROM ${items} i WHERE ${SAME_EXTERNAL_ID} ${condition})`;
}

function keyOf({ datasetId, importId }: Staging): string[] {
  return [lookupId(datasetId), lookupId(importId)];
}

/** Stages items; none where the dataset is gone. */
export function stage(
  { staged, datasets }: Tables,
  { datasetId, importId }: Staging,
  stagedAt: number,
  items: readonly ItemInsert[],
): Statement[] {
  return chunkRows(items, lengthOfDocuments).map((rows) => ({
    text: `INSERT INTO ${staged} ("datasetId", "importId", "stagedAt", "id", "externalId", "input",
        "expectedOutput", "context")
      SELECT d."id", $2::uuid, $3::bigint, v.*
      FROM ${datasets} d
      CROSS JOIN unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[]) v
      WHERE d."id" = $1`,
    values: [
      lookupId(datasetId),
      storedId(importId),
      stagedAt,
      idArray(rows.map(({ id }) => storedId(id))),
      textArray(rows.map(({ externalId }) => externalId)),
      textArray(rows.map(({ input }) => input.text)),
      textArray(rows.map(({ expectedOutput }) => expectedOutput?.text ?? null)),
      textArray(rows.map(({ context }) => context?.text ?? null)),
    ],
  }));
}

/** Returns those of some external ids that are staged. */
export function findStaged(
  { staged }: Tables,
  staging: Staging,
  externalIds: readonly string[],
): Statement {
  return {
    text: `SELECT k."externalId" FROM unnest($3::text[]) k("externalId")
      WHERE (SELECT s."id" FROM ${staged} s
        WHERE ${OF_IMPORT} AND s."externalId" = k."externalId") IS NOT NULL`,
    values: [...keyOf(staging), textArray(externalIds)],
    isPlannedAnew: true,
  };
}

/** Returns an external id that a staged and a current item have. */
export function findStagedConflict(tables: Tables, staging: Staging): Statement {
  return {
    text: `SELECT s."externalId" FROM ${tables.staged} s
      WHERE ${OF_IMPORT} AND ${fromCurrent(tables, 'i."id"')} IS NOT NULL LIMIT 1`,
    values: keyOf(staging),
    isPlannedAnew: true,
  };
}

/** Returns the imports into a dataset that have staged nothing since a time. */
export function findAbandoned({ staged }: Tables, datasetId: string, since: number): Statement {
  return {
    text: `SELECT s."importId" FROM ${staged} s WHERE s."datasetId" = $1
      GROUP BY s."importId" HAVING max(s."stagedAt") < $2`,
    values: [lookupId(datasetId), since],
  };
}

/** Deletes what an import staged, which keeps nobody waiting: no one else uses these rows. */
export function discardStaged({ staged }: Tables, staging: Staging): Statement {
  return {
    text: `DELETE FROM ${staged} s WHERE ${OF_IMPORT}`,
    values: keyOf(staging),
  };
}

/**
 * Makes staged items a commit, as statements of one transaction that holds the lock of the
 * dataset's row. As in every commit, the first advances the version, to NULL where a precondition
 * does not hold, which fails them all; it returns the version and the counts. The version stays
 * when nothing differs, and then the others find nothing to do. The commit itself comes last.
 */
export function commitStagedStatements(tables: Tables, request: StagedCommitRequest): Statement[] {
  const updates =
    request.onConflict === 'update' ? [supersede(tables, request), update(tables, request)] : [];
  const statements = [
    advance(tables, request),
    ...updates,
    insert(tables, request),
    insertCommit(tables, request),
  ];
  return statements.map((statement) => ({ ...statement, isPlannedAnew: true }));
}

function advance(tables: Tables, request: StagedCommitRequest): Statement {
  const { datasets, staged, versions } = tables;
  const { now, expectedVersion, schemaRevision, onConflict, count } = request;
  const parameters = new Parameters();
  parameters.values.push(...keyOf(request));
  const time = parameters.add(now());
  const conditions = [
    `"schemaRevision" IS NOT DISTINCT FROM ${parameters.add(schemaRevision)}::bigint`,
    `EXISTS (SELECT 1 FROM ${versions} v
      WHERE v."datasetId" = $1 AND v."version" = ${datasets}."version")`,
    `c."staged" = ${parameters.add(count)}`,
  ];
  if (expectedVersion !== null) conditions.push(`"version" = ${parameters.add(expectedVersion)}`);
  if (onConflict === 'error') conditions.push('c."added" = c."staged"');
  // Without the offset, the lookup would be done once for each of the counts.
  const updated = onConflict === 'update' ? 'count(*) FILTER (WHERE m."differs")' : '0';
  return {
    text: `UPDATE ${datasets} SET "version" = CASE WHEN ${conditions.join(' AND ')} THEN
        CASE WHEN c."added" + c."updated" > 0 THEN greatest(${time}::bigint, "version" + 1)
        ELSE "version" END END
      FROM (
        SELECT count(*) AS "staged", count(*) FILTER (WHERE m."differs" IS NULL) AS "added",
          ${updated} AS "updated"
        FROM (
          SELECT ${fromCurrent(tables, DIFFERS)} AS "differs" FROM ${staged} s WHERE ${OF_IMPORT}
          OFFSET 0
        ) m
      ) c
      WHERE "id" = $1 RETURNING "version", c."added", c."updated"`,
    values: parameters.values,
  };
}

function supersede(tables: Tables, request: StagedCommitRequest): Statement {
  const { history, items, staged } = tables;
  return {
    text: `INSERT INTO ${history} (${STATE}, "validTo")
      SELECT ${STATE}, ${currentVersion(tables, '$1')} FROM ${items}
      WHERE "datasetId" = $1 AND "id" = ANY(ARRAY(
        SELECT ${fromCurrent(tables, 'i."id"', `AND ${DIFFERS}`)} FROM ${staged} s WHERE ${OF_IMPORT}
      ))`,
    values: keyOf(request),
  };
}

/**
 * Updates the items whose former states this commit put into the history. Where nothing differs, the
 * version is that of an earlier commit, which is stored already.
 */
function update(tables: Tables, request: StagedCommitRequest): Statement {
  const { items, history, staged, versions } = tables;
  const version = currentVersion(tables, '$1');
  return {
    text: `UPDATE ${items} AS i SET "version" = ${version}, "updatedAt" = ${version},
        ("input", "expectedOutput", "context") = (
          SELECT s."input", s."expectedOutput", s."context" FROM ${staged} s
          WHERE ${OF_IMPORT} AND s."externalId" = i."externalId"
        )
      WHERE i."datasetId" = $1 AND i."id" = ANY(ARRAY(
        SELECT h."id" FROM ${history} h WHERE h."datasetId" = $1 AND h."validTo" = ${version}
          AND NOT EXISTS (SELECT 1 FROM ${versions} v
            WHERE v."datasetId" = $1 AND v."version" = ${version})
      ))`,
    values: keyOf(request),
  };
}

function insert(tables: Tables, request: StagedCommitRequest): Statement {
  const { items, staged } = tables;
  // That all are new is the precondition of a commit that takes no others.
  const condition =
    request.onConflict === 'error' ? '' : `AND ${fromCurrent(tables, 'i."id"')} IS NULL`;
  const version = currentVersion(tables, '$1');
  return {
    text: `INSERT INTO ${items} (${STATE})
      SELECT s."id", s."datasetId", s."externalId", ${version}, s."input", s."expectedOutput",
        s."context", ${version}, ${version}
      FROM ${staged} s WHERE ${OF_IMPORT} ${condition}`,
    values: keyOf(request),
  };
}

/** Stores the commit, with the counts of what the other statements wrote. */
function insertCommit(tables: Tables, request: StagedCommitRequest): Statement {
  const { versions, items, history } = tables;
  const version = currentVersion(tables, '$1');
  const updated =
    request.onConflict === 'update'
      ? `(SELECT count(*) FROM ${history} h
          WHERE h."datasetId" = $1 AND h."validTo" = ${version})`
      : '0';
  return {
    text: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "message")
      SELECT c."datasetId", c."newVersion", c."number" + 1, c."written" - c."updated",
        c."updated", 0, 0, c."itemCount" + c."written" - c."updated", $2::text
      FROM (
        SELECT v."datasetId", v."version", v."number", v."itemCount", ${version} AS "newVersion",
          (SELECT count(*) FROM ${items} i
            WHERE i."datasetId" = $1 AND i."version" = ${version}) AS "written",
          ${updated} AS "updated"
        FROM ${versions} v WHERE v."datasetId" = $1 ORDER BY v."version" DESC LIMIT 1
      ) c
      WHERE c."newVersion" > c."version"`,
    values: [lookupId(request.datasetId), request.message],
  };
}
