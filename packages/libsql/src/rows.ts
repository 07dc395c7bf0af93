import type { ResultSet, Row } from '@libsql/client';
import {
  ITEM_DOCUMENTS,
  JsonDocument,
  type CommitRecord,
  type DatasetRecord,
  type ItemRecord,
  type ItemStateRecord,
  type NumberedVersion,
  type PickPart,
  type TagRecord,
} from '@mastra-datasets/core';

/** Separates the members of a packed row: JSON as this library writes it holds no line break. */
const SEPARATOR = ',\n';

/** A packed row: values that may be missing are lists of at most one. */
type PackedState = readonly [
  id: string,
  datasetId: string,
  version: number,
  createdAt: number,
  updatedAt: number,
  purgedAt: number | null,
  externalId: string | null,
  versionNumber: number,
  input: readonly [unknown],
  expectedOutput: Optional,
  context: Optional,
  splits: Optional,
  source: Optional,
  attributes: Optional,
];

type Optional = readonly [] | readonly [unknown];

const PACKED_LENGTH = 14;

/** The places of the values in a packed row. */
const INPUT = 8;
const EXPECTED_OUTPUT = 9;
const CONTEXT = 10;
const SPLITS = 11;
const SOURCE = 12;
const ATTRIBUTES = 13;

type OptionalPlace =
  typeof EXPECTED_OUTPUT | typeof CONTEXT | typeof SPLITS | typeof SOURCE | typeof ATTRIBUTES;

const pickInput = (row: unknown) => (row as PackedState)[INPUT][0];

/** Takes each optional value out of a packed row. */
const PICKS: Readonly<Record<OptionalPlace, PickPart>> = {
  [EXPECTED_OUTPUT]: (row) => (row as PackedState)[EXPECTED_OUTPUT][0],
  [CONTEXT]: (row) => (row as PackedState)[CONTEXT][0],
  [SPLITS]: (row) => (row as PackedState)[SPLITS][0],
  [SOURCE]: (row) => (row as PackedState)[SOURCE][0],
  [ATTRIBUTES]: (row) => (row as PackedState)[ATTRIBUTES][0],
};

function optionalPart(row: PackedState, place: OptionalPlace, packed: string): JsonDocument | null {
  const value = row[place];
  return value.length === 0 ? null : JsonDocument.fromPart(value[0], packed, PICKS[place]);
}

function pack(prefix: string, purgedAt: string): string {
  const column = (name: string) => `'||${prefix}${name}||'`;
  const list = (name: string) => `['||ifnull(${prefix}${name},'')||']`;
  const members = [
    `"${column('id')}"`,
    `"${column('datasetId')}"`,
    column('version'),
    column('createdAt'),
    column('updatedAt'),
    purgedAt,
    `'||json_quote(${prefix}externalId)||'`,
    `'||ifnull(${prefix}versionNumber,-1)||'`,
    `[${column('input')}]`,
    ...ITEM_DOCUMENTS.filter((name) => name !== 'input').map(list),
  ];
  return `'[${members.join(SEPARATOR)}]'`;
}

/**
 * Selects an item's state as one JSON text. The client spends more time on each column of each row
 * than SQLite does on the whole row, so one column is read instead of all, and parsed at once. Names
 * are neither quoted nor qualified where they need not be, which saves SQLite a fifth of a point
 * read.
 */
export const PACKED = {
  /** From the items, as the only table. */
  item: pack('', 'null'),
  /** From the items as `i`, beside other tables. */
  itemAlias: pack('i.', 'null'),
  /** From the history as `h`. */
  history: pack('h.', "'||ifnull(h.purgedAt,'null')||'"),
} as const;

/** Whether each value is one JSON value, and not the beginning of one and the end of another. */
function isWhole(row: unknown): row is PackedState {
  if (!Array.isArray(row) || row.length !== PACKED_LENGTH) return false;
  const values = row as unknown[][];
  if (values[INPUT]?.length !== 1) return false;
  for (let place = EXPECTED_OUTPUT; place < PACKED_LENGTH; place += 1) {
    if ((values[place]?.length ?? 2) > 1) return false;
  }
  return true;
}

/** Reads what {@link PACKED} selected. */
function unpackState(packed: string): ItemRecord {
  let row: unknown;
  try {
    row = JSON.parse(packed);
  } catch {
    return unpackDamaged(packed);
  }
  if (!isWhole(row)) return unpackDamaged(packed);
  // Written out, as destructuring the row takes longer and this runs for every item.
  return {
    id: row[0],
    datasetId: row[1],
    version: row[2],
    createdAt: row[3],
    updatedAt: row[4],
    purgedAt: row[5],
    externalId: row[6],
    versionNumber: row[7],
    input: JsonDocument.fromPart(row[INPUT][0], packed, pickInput),
    expectedOutput: optionalPart(row, EXPECTED_OUTPUT, packed),
    context: optionalPart(row, CONTEXT, packed),
    splits: optionalPart(row, SPLITS, packed),
    source: optionalPart(row, SOURCE, packed),
    attributes: optionalPart(row, ATTRIBUTES, packed),
  };
}

/** Reads a row with a value that is no JSON, and leaves it to whoever asks for that value to say so. */
function unpackDamaged(packed: string): ItemRecord {
  const members = packed.slice(1, -1).split(SEPARATOR);
  const parse = (place: number) => JSON.parse(members[place] ?? 'null') as unknown;
  // What holds line breaks is taken for the input, which is the first of the values.
  const surplus = members.length - PACKED_LENGTH;
  const document = (place: OptionalPlace) => {
    const list = members[place + surplus] ?? '[]';
    return list === '[]' ? null : JsonDocument.fromText(list.slice(1, -1));
  };
  const input = members.slice(INPUT, EXPECTED_OUTPUT + surplus).join(SEPARATOR);
  return {
    id: String(parse(0)),
    datasetId: String(parse(1)),
    version: Number(parse(2)),
    createdAt: Number(parse(3)),
    updatedAt: Number(parse(4)),
    purgedAt: parse(5) as number | null,
    externalId: parse(6) as string | null,
    versionNumber: Number(parse(7)),
    input: JsonDocument.fromText(input.slice(1, -1)),
    expectedOutput: document(EXPECTED_OUTPUT),
    context: document(CONTEXT),
    splits: document(SPLITS),
    source: document(SOURCE),
    attributes: document(ATTRIBUTES),
  };
}

/** Reads a result with a column `state`. */
export function unpackStates({ rows }: ResultSet): ItemRecord[] {
  return rows.map((row) => unpackState(text(row, 'state')));
}

/** Reads a result with the columns `state` and `validTo`. */
export function unpackStatesWithEnd({ rows }: ResultSet): ItemStateRecord[] {
  return rows.map((row) => ({
    item: unpackState(text(row, 'state')),
    validTo: numberOrNull(row, 'validTo'),
    validToNumber: numberOrNull(row, 'validToNumber'),
  }));
}

/** Reads a column that always holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`The column ${column} holds no text.`);
  return value;
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  // A client of the caller's may give integers as bigint or text.
  const integer = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : NaN;
  if (Number.isSafeInteger(integer)) return integer;
  throw new TypeError(`The column ${column} holds no number.`);
}

function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

function jsonOrNull(row: Row, column: string): JsonDocument | null {
  const json = textOrNull(row, column);
  return json === null ? null : JsonDocument.fromText(json);
}

export function toDatasetRecord(row: Row): DatasetRecord {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    description: textOrNull(row, 'description'),
    metadata: jsonOrNull(row, 'metadata'),
    inputSchema: jsonOrNull(row, 'inputSchema'),
    expectedOutputSchema: jsonOrNull(row, 'expectedOutputSchema'),
    schemaRevision: numberOrNull(row, 'schemaRevision'),
    attributes: jsonOrNull(row, 'attributes'),
    version: number(row, 'version'),
    versionNumber: numberOrNull(row, 'versionNumber') ?? -1,
    createdAt: number(row, 'createdAt'),
    updatedAt: number(row, 'updatedAt'),
  };
}

export function toCommitRecord(row: Row): CommitRecord {
  return {
    datasetId: text(row, 'datasetId'),
    version: number(row, 'version'),
    number: number(row, 'number'),
    added: number(row, 'added'),
    updated: number(row, 'updated'),
    deleted: number(row, 'deleted'),
    purged: number(row, 'purged'),
    itemCount: number(row, 'itemCount'),
    author: textOrNull(row, 'author'),
    message: textOrNull(row, 'message'),
  };
}

export function toTagRecord(row: Row): TagRecord {
  return {
    datasetId: text(row, 'datasetId'),
    tag: text(row, 'tag'),
    version: number(row, 'version'),
    number: numberOrNull(row, 'number'),
    createdAt: number(row, 'createdAt'),
  };
}

/** The version that a commit's first statement returned; `null` when there was no dataset. */
export function toCommitVersion(result: ResultSet | undefined): NumberedVersion | null {
  const row = result?.rows[0];
  if (row === undefined) return null;
  return { version: number(row, 'version'), number: number(row, 'versionNumber') };
}

/** The counts that a commit of staged items returned; none when it changed nothing. */
export function toStagedCounts(result: ResultSet | undefined): { added: number; updated: number } {
  const row = result?.rows[0];
  if (row === undefined) return { added: 0, updated: 0 };
  return { added: number(row, 'added'), updated: number(row, 'updated') };
}
