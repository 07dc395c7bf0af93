import { ITEM_DOCUMENTS, ITEM_STATE_COLUMNS } from '@mastra-datasets/core';
import { documentColumns, SELECTED_STATE, STATE } from '../sql/columns.js';
import { changedField, REMOVABLE } from '../sql/item-writes.js';
import { refuseUnless, refuseWhere, type Condition } from '../sql/refusal.js';
import { nameTables, type TablePlace, type Tables } from '../tables.js';

/** The conditions on the row of the dataset that the commit advances. */
const CONDITIONS: readonly Condition[] = [
  { name: 'intact', sql: '"newest"."number" IS NOT NULL' },
  { name: 'version', sql: '"expectedVersion" IS NULL OR "version" = "expectedVersion"' },
  { name: 'schemas', sql: '"schemaRevision" IS NOT DISTINCT FROM "expectedRevision"' },
];

/** The most items that are written one by one. More take less time by statements that are planned anew. */
const FEW = 3;

const VERSION = '"advanced"."version"';

/** Refuses the commit, as {@link refuseUnless} does. */
function refuse(name: string): string {
  return `RAISE invalid_text_representation
          USING MESSAGE = 'refused by condition ${name} at ' || ${VERSION};`;
}

/** Changes an item `i`; gives SQL for what an update brings by the name of the document. */
function assignments(changeOf: (document: string) => string): string {
  return `"version" = ${VERSION}, "versionNumber" = "advanced"."versionNumber",
            "updatedAt" = ${VERSION}, "purgedAt" = ${refuseWhere('purged', 'i."purgedAt"')},
            "input" = coalesce(${changeOf('input')}, i."input"),
            ${REMOVABLE.map((name) => changedField(name, changeOf(name))).join(',\n            ')}`;
}

const GIVE_STATE = `IF "returnsUpdated" THEN
            "asJson" := row_to_json("state");
            RETURN NEXT;
          END IF;`;

/** Ends the states of the items that are deleted or updated. */
function endStates({ items, history }: Tables): string {
  const state = ITEM_STATE_COLUMNS.map((column) => `"state"."${column}"`).join(', ');
  return `IF cardinality("written") <= ${FEW} THEN
        FOREACH "eachId" IN ARRAY "written" LOOP
          SELECT ${STATE} FROM ${items}
            WHERE "datasetId" = "ofDataset" AND "id" = "eachId" INTO "state";
          IF NOT FOUND THEN ${refuse('items')} END IF;
          INSERT INTO ${history} (${STATE}, "validTo") VALUES (${state}, ${VERSION});
        END LOOP;
      ELSE
        INSERT INTO ${history} (${STATE}, "validTo") SELECT ${STATE}, ${VERSION} FROM ${items}
          WHERE "datasetId" = "ofDataset" AND "id" = ANY("written");
        GET DIAGNOSTICS "count" = ROW_COUNT;
        IF "count" <> cardinality("written") THEN ${refuse('items')} END IF;
      END IF;`;
}

function updateItems({ items }: Tables): string {
  const returning = `RETURNING ${SELECTED_STATE.current}`;
  const parameters = ITEM_DOCUMENTS.map((name) => `"updated_${name}"`).join(', ');
  return `IF cardinality("updatedIds") <= ${FEW} THEN
        FOR "place" IN 1 .. cardinality("updatedIds") LOOP
          UPDATE ${items} AS i SET ${assignments((name) => `"updated_${name}"["place"]`)}
            WHERE i."datasetId" = "ofDataset" AND i."id" = "updatedIds"["place"]
            ${returning} INTO "state";
          ${GIVE_STATE}
        END LOOP;
      ELSE
        FOR "state" IN UPDATE ${items} AS i SET ${assignments((name) => `v."${name}"`)}
            FROM unnest("updatedIds", ${parameters}) AS v("id", ${documentColumns()})
            WHERE i."datasetId" = "ofDataset" AND i."id" = v."id" ${returning} LOOP
          ${GIVE_STATE}
        END LOOP;
      END IF;`;
}

function insertItems({ datasets, items, history }: Tables): string {
  const parameters = ITEM_DOCUMENTS.map((name) => `"inserted_${name}"`);
  const each = parameters.map((parameter) => `${parameter}["place"]`).join(', ');
  const state = (id: string, externalId: string, documents: string) =>
    `${id}, "ofDataset", ${externalId}, ${VERSION}, "advanced"."versionNumber", ${documents},
            ${VERSION}, ${VERSION}, NULL::bigint`;
  return `IF "checksIdentities" AND cardinality(array_remove("insertedExternalIds", NULL)) > 0 THEN
        PERFORM 1 FROM ${history}
          WHERE "datasetId" = "ofDataset" AND "externalId" = ANY("insertedExternalIds") LIMIT 1;
        IF FOUND THEN ${refuse('identities')} END IF;
      END IF;
      IF cardinality("insertedIds") <= ${FEW} THEN
        FOR "place" IN 1 .. cardinality("insertedIds") LOOP
          INSERT INTO ${items} (${STATE}) VALUES (
            ${state('"insertedIds"["place"]', '"insertedExternalIds"["place"]', each)});
        END LOOP;
      ELSE
        INSERT INTO ${items} (${STATE})
          SELECT ${state('v."id"', 'v."externalId"', documentColumns('v.'))}
          FROM ${datasets} d
          CROSS JOIN unnest("insertedIds", "insertedExternalIds", ${parameters.join(', ')})
            AS v("id", "externalId", ${documentColumns()})
          WHERE d."id" = "ofDataset";
      END IF;`;
}

/**
 * The body of a function that makes a commit. It does what the statements of a commit do, but most of
 * its statements are on one table and one dataset, and what they need of other tables is in variables:
 * Citus keeps the plans of such statements, and plans all others anew at every call. Nobody else
 * writes to the dataset meanwhile, as its row is locked.
 */
export function commitBody(place: TablePlace, lockTimeoutMs: number): string {
  const tables = nameTables(place);
  const { datasets, items, versions } = tables;
  return `
    DECLARE
      "current" record; "newest" record; "advanced" record; "state" record;
      "written" uuid[] := "deletedIds" || "updatedIds"; "eachId" uuid; "count" bigint;
    BEGIN
      PERFORM set_config('lock_timeout', '${lockTimeoutMs}', true);

      SELECT d."version" FROM ${datasets} d WHERE d."id" = "ofDataset" FOR UPDATE NOWAIT
        INTO "current";
      IF NOT FOUND THEN RETURN; END IF;
      SELECT v."number", v."itemCount" FROM ${versions} v
        WHERE v."datasetId" = "ofDataset" AND v."version" = "current"."version" INTO "newest";
      UPDATE ${datasets}
        SET "version" = ${refuseUnless(CONDITIONS, '"version"', 'greatest("now", "version" + 1)')},
          "versionNumber" = "newest"."number" + 1
        WHERE "id" = "ofDataset" RETURNING "version", "versionNumber" INTO "advanced";
      "asJson" := row_to_json("advanced");
      RETURN NEXT;
      INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated", "deleted",
          "purged", "itemCount", "author", "message")
        VALUES ("ofDataset", ${VERSION}, "advanced"."versionNumber", cardinality("insertedIds"),
          cardinality("updatedIds"), cardinality("deletedIds"), 0,
          "newest"."itemCount" + cardinality("insertedIds") - cardinality("deletedIds"),
          "ofAuthor", "ofMessage");

      ${endStates(tables)}
      FOR "place" IN 1 .. cardinality("keptIds") LOOP
        PERFORM 1 FROM ${items} WHERE "datasetId" = "ofDataset"
          AND "id" = "keptIds"["place"] AND "version" + 0 = "keptVersions"["place"];
        IF NOT FOUND THEN ${refuse('kept')} END IF;
      END LOOP;
      IF cardinality("deletedIds") > 0 THEN
        DELETE FROM ${items} WHERE "datasetId" = "ofDataset" AND "id" = ANY("deletedIds");
      END IF;
      ${updateItems(tables)}
      ${insertItems(tables)}
    END `;
}
