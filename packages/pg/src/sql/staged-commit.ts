import { ITEM_DOCUMENTS, takesOver, type StagedCommitRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { documentColumns, STATE } from './columns.js';
import { conditionsOn, hasItsCommit } from './conditions.js';
import { currentNumber, currentVersion, setVersion } from './dataset-row.js';
import { lookupId } from './ids.js';
import { refuseUnless, type Condition } from './refusal.js';
import {
  fromCurrent,
  fromFormer,
  isDeleted,
  isMissing,
  keyOf,
  namesOf,
  OF_IMPORT,
} from './staging.js';
import { Parameters, type Statement } from './statement.js';

/** A condition on `s` and `i` that tells whether an update would change something. */
const DIFFERS = `(${ITEM_DOCUMENTS.map((name) => `i."${name}" IS DISTINCT FROM s."${name}"`).join(' OR ')})`;

/**
 * Makes staged items a commit, as statements of one transaction that holds the lock of the
 * dataset's row. As in every commit, the first advances the version, and fails with them all where
 * a condition does not hold; it returns the version and the counts. The version stays
 * when nothing differs, and then the others find nothing to do. The commit itself comes last.
 */
export function commitStagedStatements(tables: Tables, request: StagedCommitRequest): Statement[] {
  const updates = takesOver(request) ? [supersede(tables, request), update(tables, request)] : [];
  const statements = [
    advance(tables, request),
    ...deleteMissing(tables, request),
    ...updates,
    insert(tables, request),
    insertCommit(tables, request),
  ];
  return statements.map((statement) => ({ ...statement, isPlannedAnew: true }));
}

function advance(tables: Tables, request: StagedCommitRequest): Statement {
  const { datasets, items, staged } = tables;
  const { now, onConflict, onDeleted, onMissing, maxDeleted, count } = request;
  const parameters = new Parameters();
  parameters.values.push(...keyOf(request));
  const time = parameters.add(now());
  const conditions = [
    hasItsCommit(tables, '$1'),
    ...conditionsOn(request, parameters),
    { name: 'staged', sql: `c."staged" = ${parameters.add(count)}` },
  ];
  if (onConflict === 'error') {
    conditions.push({ name: 'externalIds', sql: 'c."added" = c."staged"' });
  }
  const merges = onConflict === 'merge';
  if (merges) conditions.push({ name: 'kept', sql: 'c."outdated" = 0' });
  const outdated = merges
    ? 'count(*) FILTER (WHERE m."version" IS DISTINCT FROM m."mergedWith")'
    : '0';
  if (onDeleted === 'error') {
    const sql = `NOT EXISTS (SELECT 1 FROM ${staged} s WHERE ${OF_IMPORT} AND ${isDeleted(tables)})`;
    conditions.push({ name: 'deletedItems', sql });
  }
  const deletes = onMissing === 'delete';
  const alsoNamed = deletes ? parameters.add(namesOf(request)[2] ?? null) : '';
  const missing = deletes
    ? `(SELECT count(*) FROM ${items} i
        WHERE i."datasetId" = $1 AND ${isMissing(tables, alsoNamed)})`
    : '0';
  conditions.push(...alsoNamedIsThere(tables, request, parameters));
  if (maxDeleted !== null) {
    conditions.push({ name: 'deletions', sql: `c."deleted" <= ${parameters.add(maxDeleted)}` });
  }
  const changes = 'c."added" + c."updated" + c."deleted"';
  const version = `CASE WHEN ${changes} > 0 THEN greatest(${time}::bigint, "version" + 1)
    ELSE "version" END`;
  // Without the offset, the lookup would be done once for each of the counts.
  const updated = takesOver(request) ? 'count(*) FILTER (WHERE m."differs")' : '0';
  return {
    text: `UPDATE ${datasets} SET "version" = ${refuseUnless(conditions, '"version"', version)},
        "versionNumber" = ${currentNumber(tables, '$1')}
          + CASE WHEN ${changes} > 0 THEN 1 ELSE 0 END
      FROM (
        SELECT count(*) AS "staged", count(*) FILTER (WHERE m."differs" IS NULL) AS "added",
          ${updated} AS "updated", ${missing} AS "deleted", ${outdated} AS "outdated"
        FROM (
          SELECT ${fromCurrent(tables, DIFFERS)} AS "differs"${merges ? `, s."mergedWith", ${fromCurrent(tables, 'i."version"')} AS "version"` : ''}
          FROM ${staged} s WHERE ${OF_IMPORT}
          OFFSET 0
        ) m
      ) c
      WHERE "id" = $1 RETURNING "version", c."added", c."updated", c."deleted"`,
    values: parameters.values,
  };
}

/** The condition that the names that were refused, and which no item loses, are all there. */
function alsoNamedIsThere(
  { staged }: Tables,
  { alsoNamed, alsoNamedCount }: StagedCommitRequest,
  parameters: Parameters,
): Condition[] {
  if (alsoNamed === null) return [];
  const sql = `(SELECT count(*) FROM ${staged} n WHERE n."datasetId" = $1
    AND n."importId" = ${parameters.add(lookupId(alsoNamed))}) = ${parameters.add(alsoNamedCount)}`;
  return [{ name: 'staged', sql }];
}

/** Deletes what the import does not name, where it is to. */
function deleteMissing(tables: Tables, request: StagedCommitRequest): Statement[] {
  if (request.onMissing === 'keep') return [];
  const { items, history } = tables;
  const values = namesOf(request);
  const missing = `i."datasetId" = $1 AND ${isMissing(tables, '$3')}`;
  const former = `INSERT INTO ${history} (${STATE}, "validTo")
    SELECT ${STATE}, ${currentVersion(tables, '$1')} FROM ${items} i WHERE ${missing}`;
  return [
    { text: former, values },
    { text: `DELETE FROM ${items} i WHERE ${missing}`, values },
  ];
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
    text: `UPDATE ${items} AS i SET ${setVersion(tables, '$1')},
        (${documentColumns()}) = (
          SELECT ${documentColumns('s.')} FROM ${staged} s
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
  const { datasets, items, staged } = tables;
  // That all are new is the precondition of a commit that takes no others.
  const condition =
    request.onConflict === 'error' ? '' : `AND ${fromCurrent(tables, 'i."id"')} IS NULL`;
  return {
    text: `INSERT INTO ${items} (${STATE})
      SELECT coalesce(${fromFormer(tables, 'id')}, s."id"), s."datasetId", s."externalId",
        d."version", d."versionNumber", ${documentColumns('s.')},
        coalesce(${fromFormer(tables, 'createdAt')}, d."version"), d."version", NULL::bigint
      FROM ${datasets} d JOIN ${staged} s ON s."datasetId" = d."id"
      WHERE d."id" = $1 AND ${OF_IMPORT} ${condition}`,
    values: keyOf(request),
  };
}

/**
 * Stores the commit, with the counts of what the other statements wrote. Each statement sees what
 * others committed before it, and whoever takes the import for abandoned discards its items without
 * the lock. So the last one fails where some are gone: those before it may have missed them.
 */
function insertCommit(tables: Tables, request: StagedCommitRequest): Statement {
  const { versions, items, history, staged } = tables;
  const parameters = new Parameters();
  parameters.values.push(...keyOf(request));
  const author = parameters.add(request.author);
  const message = parameters.add(request.message);
  const isStaged = `(SELECT count(*) FROM ${staged} s WHERE ${OF_IMPORT})
    = ${parameters.add(request.count)}`;
  const conditions = [
    { name: 'staged', sql: isStaged },
    ...alsoNamedIsThere(tables, request, parameters),
  ];
  const version = currentVersion(tables, '$1');
  const ended = `SELECT count(*) FROM ${history} h
    WHERE h."datasetId" = $1 AND h."validTo" = ${version}`;
  const next = `(SELECT i."id" FROM ${items} i WHERE i."datasetId" = $1 AND i."id" = h."id")`;
  const deleted = request.onMissing === 'delete' ? `(${ended} AND ${next} IS NULL)` : '0';
  const updated = takesOver(request) ? `(${ended} AND ${next} IS NOT NULL)` : '0';
  return {
    text: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "author", "message")
      SELECT c."datasetId", c."newVersion",
        ${refuseUnless(conditions, 'c."number"', 'c."number" + 1')},
        c."new" + c."old" - c."updated", c."updated", c."deleted", 0,
        c."itemCount" + c."new" + c."old" - c."updated" - c."deleted",
        ${author}::text, ${message}::text
      FROM (
        SELECT v."datasetId", v."version", v."number", v."itemCount", ${version} AS "newVersion",
          (SELECT count(*) FROM ${items} i
            WHERE i."datasetId" = $1 AND i."createdAt" = ${version}) AS "new",
          (SELECT count(*) FROM ${items} i WHERE i."datasetId" = $1
            AND i."version" = ${version} AND i."version" > i."createdAt") AS "old",
          ${updated} AS "updated", ${deleted} AS "deleted"
        FROM ${versions} v WHERE v."datasetId" = $1 ORDER BY v."version" DESC LIMIT 1
      ) c
      WHERE c."newVersion" > c."version"`,
    values: parameters.values,
  };
}
