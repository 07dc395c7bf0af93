import type {
  CommitSelector,
  ItemCountCorrection,
  ListRange,
  TagRecord,
} from '@mastra-datasets/core';
import { COMMIT_LIST, TAG_LIST } from '../rows/records.js';
import type { Tables } from '../tables.js';
import { refuseUnless } from './refusal.js';
import type { Statement } from './statement.js';

export function findCommit(
  { versions, tags }: Tables,
  datasetId: string,
  selector: CommitSelector,
): Statement {
  const select = `SELECT ${COMMIT_LIST} FROM ${versions} v`;
  const newest = 'ORDER BY v."version" DESC LIMIT 1';
  switch (selector.type) {
    case 'newest':
      return { sql: `${select} WHERE v."datasetId" = :datasetId ${newest}`, args: { datasetId } };
    case 'at':
      return {
        sql: `${select} WHERE v."datasetId" = :datasetId AND v."version" <= :time ${newest}`,
        args: { datasetId, time: selector.time },
      };
    case 'number':
      return {
        sql: `${select} WHERE v."datasetId" = :datasetId AND v."number" = :number`,
        args: { datasetId, number: selector.number },
      };
    case 'tag':
      return {
        sql: `${select} JOIN ${tags} t ON t."datasetId" = v."datasetId" AND t."version" = v."version"
          WHERE v."datasetId" = :datasetId AND t."datasetId" = :datasetId AND t."tag" = :tag`,
        args: { datasetId, tag: selector.tag },
      };
  }
}

export function pageCommits(
  { versions }: Tables,
  datasetId: string,
  { offset, limit }: Omit<ListRange, 'after'>,
): Statement {
  return {
    sql: `SELECT ${COMMIT_LIST} FROM ${versions} v WHERE v."datasetId" = :datasetId
      ORDER BY v."version" DESC LIMIT :limit OFFSET :offset`,
    args: { datasetId, limit: limit ?? -1, offset },
  };
}

/** Returns a row when the first commit has the count that was found. */
export function correctItemCounts(
  { versions }: Tables,
  { datasetId, version, found, difference }: ItemCountCorrection,
): Statement {
  return {
    sql: `UPDATE ${versions} SET "itemCount" = "itemCount" + :difference
      WHERE "datasetId" = :datasetId AND "version" >= :version AND EXISTS (
        SELECT 1 FROM ${versions} v WHERE v."datasetId" = :datasetId
          AND v."version" = :version AND v."itemCount" = :found)
      RETURNING "version"`,
    args: { datasetId, version, found, difference },
  };
}

/** Returns the tag's time; no row when there is no such commit. */
export function putTag(
  { versions, tags }: Tables,
  { datasetId, tag, version, createdAt }: Omit<TagRecord, 'number'>,
  move: boolean,
  upTo: number | null,
): Statement {
  const isNewest = `NOT EXISTS (SELECT 1 FROM ${versions} later WHERE later."datasetId" = :datasetId
    AND later."version" > :version AND later."version" <= :upTo)`;
  const newest = refuseUnless([{ name: 'newest', sql: isNewest }], '"version"');
  const mayBeMoved = ':move OR "version" = excluded."version"';
  return {
    sql: `INSERT INTO ${tags} ("datasetId", "tag", "version", "createdAt")
      SELECT "datasetId", :tag, ${newest}, :createdAt FROM ${versions}
      WHERE "datasetId" = :datasetId AND "version" = :version
      ON CONFLICT ("datasetId", "tag") DO UPDATE
        SET "createdAt" = iif("version" = excluded."version", "createdAt", excluded."createdAt"),
          "version" = ${refuseUnless([{ name: 'tag', sql: mayBeMoved }], 'excluded."version"')}
      RETURNING "createdAt"`,
    args: { datasetId, tag, version, createdAt, move: move ? 1 : 0, upTo },
  };
}

/** Returns a row when there was such a tag. */
export function deleteTag({ tags }: Tables, datasetId: string, tag: string): Statement {
  return {
    sql: `DELETE FROM ${tags} WHERE "datasetId" = :datasetId AND "tag" = :tag RETURNING "tag"`,
    args: { datasetId, tag },
  };
}

export function findTags({ tags, versions }: Tables, datasetId: string): Statement {
  return {
    sql: `SELECT ${TAG_LIST} FROM ${tags} t LEFT JOIN ${versions} v
        ON v."datasetId" = t."datasetId" AND v."version" = t."version"
      WHERE t."datasetId" = :datasetId`,
    args: { datasetId },
  };
}
