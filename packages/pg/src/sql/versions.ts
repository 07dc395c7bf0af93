import {
  datasetKey,
  type CommitSelector,
  type ItemCountCorrection,
  type ListRange,
  type TagRecord,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { COMMIT } from './columns.js';
import { limitClause } from './ranges.js';
import { firstFailing } from './refusal.js';
import { Parameters, type Statement } from './statement.js';

export function findCommit(
  { versions, tags }: Tables,
  datasetId: string,
  selector: CommitSelector,
): Statement {
  const id = datasetKey(datasetId);
  const select = `SELECT ${COMMIT} FROM ${versions} v WHERE v."datasetId" = $1`;
  const newest = 'ORDER BY v."version" DESC LIMIT 1';
  switch (selector.type) {
    case 'newest':
      return { text: `${select} ${newest}`, values: [id] };
    case 'at':
      return { text: `${select} AND v."version" <= $2 ${newest}`, values: [id, selector.time] };
    case 'number':
      return { text: `${select} AND v."number" = $2`, values: [id, selector.number] };
    case 'tag':
      return {
        text: `SELECT ${COMMIT} FROM ${versions} v
          JOIN ${tags} t ON t."datasetId" = v."datasetId" AND t."version" = v."version"
          WHERE v."datasetId" = $1 AND t."datasetId" = $1 AND t."tag" = $2`,
        values: [id, selector.tag],
      };
  }
}

/** Newest first. */
export function pageCommits(
  { versions }: Tables,
  datasetId: string,
  range: Omit<ListRange, 'after'>,
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return {
    text: `SELECT ${COMMIT} FROM ${versions} v WHERE v."datasetId" = ${id}
      ORDER BY v."version" DESC ${limitClause(range, parameters)}`,
    values: parameters.values,
  };
}

/** Returns the tag's time when it was stored, in a dataset whose row is locked. */
export function putTag(
  { versions, tags }: Tables,
  { datasetId, tag, version, createdAt }: Omit<TagRecord, 'number'>,
  move: boolean,
  upTo: number | null,
): Statement {
  return {
    text: `INSERT INTO ${tags} AS t ("datasetId", "tag", "version", "createdAt")
      SELECT v."datasetId", $2::text, v."version", $4::bigint FROM ${versions} v
      WHERE v."datasetId" = $1 AND v."version" = $3 AND NOT EXISTS (
        SELECT 1 FROM ${versions} later WHERE later."datasetId" = $1
          AND later."version" > $3 AND later."version" <= $6::bigint)
      ON CONFLICT ("datasetId", "tag") DO UPDATE
        SET "createdAt" = CASE WHEN t."version" = excluded."version"
            THEN t."createdAt" ELSE excluded."createdAt" END,
          "version" = excluded."version"
        WHERE $5::boolean OR t."version" = excluded."version"
      RETURNING "createdAt"`,
    values: [datasetKey(datasetId), tag, version, createdAt, move, upTo],
  };
}

/**
 * Deletes the tags of a dataset that is gone, and returns them. Where there was no row to lock before a
 * tag was stored, the dataset may have come after that, and may have been deleted by somebody who does
 * not see the tag yet. So its row is locked again before this.
 */
export function discardOrphans({ datasets, tags }: Tables, datasetId: string): Statement {
  return {
    text: `DELETE FROM ${tags} WHERE "datasetId" = $1
      AND NOT EXISTS (SELECT 1 FROM ${datasets} d WHERE d."id" = $1) RETURNING "tag"`,
    values: [datasetKey(datasetId)],
  };
}

/** Returns why a tag was not stored, in a dataset whose row is locked; no row without a dataset. */
export function checkTag(
  { datasets, versions }: Tables,
  { datasetId, version }: Omit<TagRecord, 'number'>,
  upTo: number | null,
): Statement {
  const isThere = `EXISTS (SELECT 1 FROM ${versions} v
    WHERE v."datasetId" = $1 AND v."version" = $2)`;
  const isNewest = `NOT EXISTS (SELECT 1 FROM ${versions} later WHERE later."datasetId" = $1
    AND later."version" > $2 AND later."version" <= $3::bigint)`;
  const conditions = [
    { name: 'commit', sql: isThere },
    { name: 'newest', sql: isNewest },
  ];
  return {
    text: `SELECT coalesce(${firstFailing(conditions)}, 'tag') FROM ${datasets} WHERE "id" = $1`,
    values: [datasetKey(datasetId), version, upTo],
  };
}

/** Returns rows when the first commit has the count that was found. */
export function correctItemCounts(
  { versions }: Tables,
  { datasetId, version, found, difference }: ItemCountCorrection,
): Statement {
  return {
    text: `UPDATE ${versions} SET "itemCount" = "itemCount" + $4::bigint
      WHERE "datasetId" = $1 AND "version" >= $2 AND EXISTS (
        SELECT 1 FROM ${versions} v
        WHERE v."datasetId" = $1 AND v."version" = $2 AND v."itemCount" = $3::bigint)
      RETURNING "version"`,
    values: [datasetKey(datasetId), version, found, difference],
  };
}

/** Returns a row when there was such a tag. */
export function deleteTag({ tags }: Tables, datasetId: string, tag: string): Statement {
  return {
    text: `DELETE FROM ${tags} WHERE "datasetId" = $1 AND "tag" = $2 RETURNING "tag"`,
    values: [datasetKey(datasetId), tag],
  };
}

export function findTags({ tags, versions }: Tables, datasetId: string): Statement {
  return {
    text: `SELECT t."datasetId", t."tag", t."version", v."number", t."createdAt"
      FROM ${tags} t LEFT JOIN ${versions} v
        ON v."datasetId" = t."datasetId" AND v."version" = t."version" AND v."datasetId" = $1
      WHERE t."datasetId" = $1`,
    values: [datasetKey(datasetId)],
  };
}
