import { datasetKey, ITEM_DOCUMENTS, type CommitRequest } from '@mastra-datasets/core';
import { statementName } from '../exchange/statement-names.js';
import type { Row } from '../rows.js';
import { idArray, lookupId, storedId } from '../sql/ids.js';
import { changesOf, documentArrays, lengthOfDocuments } from '../sql/item-writes.js';
import type { Statement, Value } from '../sql/statement.js';
import { textArray } from '../sql/text-array.js';
import { qualify, type TablePlace } from '../tables.js';
import { commitBody } from './commit-body.js';

/** The most items whose states have to be kept: each takes the server as long as a statement. */
const MOST_KEPT = 10;

/**
 * The most text that a call carries, in UTF-16 code units. Citus writes it into another
 * statement, which costs more than the exchanges that a call saves where there is much of it.
 */
const MOST_TEXT = 100_000;

const ID_LENGTH = 36;

/** The parameters with their types, in the order of {@link valuesOf}. */
const PARAMETERS: readonly string[] = [
  '"ofDataset" uuid',
  '"now" bigint',
  '"expectedVersion" bigint',
  '"expectedRevision" bigint',
  '"ofAuthor" text',
  '"ofMessage" text',
  '"keptIds" uuid[]',
  '"keptVersions" bigint[]',
  '"deletedIds" uuid[]',
  '"updatedIds" uuid[]',
  ...ITEM_DOCUMENTS.map((name) => `"updated_${name}" text[]`),
  '"returnsUpdated" boolean',
  '"insertedIds" uuid[]',
  '"insertedExternalIds" text[]',
  ...ITEM_DOCUMENTS.map((name) => `"inserted_${name}" text[]`),
  '"checksIdentities" boolean',
];

const TYPES = PARAMETERS.map((parameter) => parameter.slice(parameter.indexOf(' ') + 1));

function valuesOf(request: CommitRequest): Value[] {
  const { expectedVersion, kept, deletes, updates, inserts } = request;
  return [
    datasetKey(request.datasetId),
    request.now(),
    expectedVersion === 'any' ? null : expectedVersion,
    request.schemaRevision,
    request.author,
    request.message,
    idArray(kept.map(({ id }) => lookupId(id))),
    `{${kept.map(({ version }) => version).join(',')}}`,
    idArray(deletes.map(lookupId)),
    idArray(updates.map(({ id }) => lookupId(id))),
    ...changesOf(updates),
    request.returnsUpdated,
    idArray(inserts.map(({ id }) => storedId(id))),
    textArray(inserts.map(({ externalId }) => externalId)),
    ...documentArrays(inserts),
    request.checksIdentities,
  ];
}

/** How much text a call carries, but for external ids and notes, which are short. */
function lengthOf({ deletes, updates, inserts }: CommitRequest): number {
  const items = [...updates, ...inserts];
  const ids = (deletes.length + items.length) * ID_LENGTH;
  return items.reduce((length, item) => length + lengthOfDocuments(item), ids);
}

/**
 * A function of the server that makes a commit without purges or items that come back. Citus runs a
 * call on the machine that has the dataset: one hop from the machine that was asked, where a
 * transaction takes one for each statement, and two more to begin and to end it there.
 */
export class CommitFunction {
  readonly place: TablePlace;
  readonly #body: string;
  /** Another text of the function has another name. */
  readonly name: string;

  constructor(place: TablePlace, lockTimeoutMs: number) {
    this.place = place;
    this.#body = commitBody(place, lockTimeoutMs);
    const hash = statementName(PARAMETERS.join() + this.#body).slice(-12);
    this.name = `${place.prefix}mastra_dataset_commit_${hash}`;
  }

  get #qualifiedName(): string {
    return qualify({ ...this.place, prefix: '' }, this.name);
  }

  /** The function's name and the types of its parameters. */
  get signature(): string {
    return `${this.#qualifiedName}(${TYPES.join(', ')})`;
  }

  /** The statement that makes the function. */
  get definition(): string {
    return `CREATE OR REPLACE FUNCTION ${this.#qualifiedName}(${PARAMETERS.join(', ')})
      RETURNS TABLE ("asJson" text) LANGUAGE plpgsql AS $function$${this.#body}$function$`;
  }

  /** The call that makes a commit; `null` where there is none for it. */
  callOf(request: CommitRequest): Statement | null {
    const { kept, inserts, purges } = request;
    if (kept.length > MOST_KEPT || purges.length > 0) return null;
    if (inserts.some(({ createdAt }) => createdAt !== null)) return null;
    if (lengthOf(request) > MOST_TEXT) return null;
    const values = valuesOf(request);
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    return { text: `SELECT * FROM ${this.#qualifiedName}(${places})`, values };
  }
}

/** Reads what a call gives: the commit, unless there is no dataset, then the items that it updated. */
export function rowsOfCall(called: readonly Row[]): Row[][] {
  const rows = called.map(([row]): Row => Object.values(JSON.parse(String(row)) as object));
  return [rows.slice(0, 1), rows.slice(1)];
}
