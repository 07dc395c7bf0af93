import {
  ITEM_DOCUMENTS,
  JsonDocument,
  type ItemInsert,
  type ItemUpdate,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { lastNamed } from './items.js';
import { refuseUnless } from './refusal.js';
import { chunkRows, isUsualLength, valuesOf, type Rows } from './rows-of-values.js';
import type { SqlValue, Statement } from './statement.js';
import { setVersion, stateColumns } from './states.js';
import { writtenSql } from './written-sql.js';

/** One statement or more for each set of fields that some updates have in common. */
export function* updateItems(
  tables: Tables,
  datasetId: string,
  updates: readonly ItemUpdate[],
  returnsItems: boolean,
): Generator<Statement, void, undefined> {
  const groups = new Map<string, ItemUpdate[]>();
  for (const update of updates) {
    const fields = ITEM_DOCUMENTS.filter((field) => update[field] !== undefined).join(',');
    const group = groups.get(fields);
    if (group === undefined) groups.set(fields, [update]);
    else group.push(update);
  }
  for (const group of groups.values()) {
    const fields = ITEM_DOCUMENTS.filter((field) => group[0]?.[field] !== undefined);
    const toRow = (update: ItemUpdate) => [
      update.id,
      ...fields.map((field) => update[field]?.text ?? null),
    ];
    for (const rows of chunkRows(group, toRow)) {
      yield updateFields(tables, { datasetId, fields, rows, returnsItems });
    }
  }
}

interface FieldsUpdate {
  readonly datasetId: string;
  /** What each row sets after its id. */
  readonly fields: readonly string[];
  readonly rows: Rows;
  readonly returnsItems: boolean;
}

function updateFields(
  tables: Tables,
  { datasetId, fields, rows, returnsItems }: FieldsUpdate,
): Statement {
  const { items } = tables;
  const [only] = rows;
  const single = rows.length === 1 && only !== undefined;
  const start = () => {
    const assignments = [
      setVersion(tables, '?'),
      `"purgedAt" = ${refuseUnless([{ name: 'purged', sql: 'i."purgedAt" IS NULL' }], 'NULL')}`,
      ...fields.map((field, index) => `"${field}" = ${single ? '?' : `v.column${index + 2}`}`),
    ];
    return `UPDATE ${items} AS i SET ${assignments.join(', ')}`;
  };
  const end = () => (returnsItems ? `RETURNING ${tables.states.select()}` : '');
  // As with a single id, a single row takes SQLite a third of the time to prepare.
  return single
    ? {
        sql: writtenSql(
          tables,
          `update ${fields.join()} ${returnsItems}`,
          () => `${start()} WHERE i."id" = ? AND +i."datasetId" = ? ${end()}`,
        ),
        ...(returnsItems ? { givesOne: true } : {}),
        args: [datasetId, ...only.slice(1), ...only.slice(0, 1), datasetId],
      }
    : {
        sql: `${start()} FROM (${valuesOf(rows)}) v
          WHERE i."id" = v.column1 AND +i."datasetId" = ? ${end()}`,
        args: [datasetId, ...rows.flat(), datasetId],
      };
}

/** What items may lack. */
const OPTIONAL_COLUMNS = [
  'externalId',
  'expectedOutput',
  'context',
  'splits',
  'source',
  'attributes',
  'createdAt',
] as const;

type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

function optionalValue(item: ItemInsert, column: OptionalColumn): SqlValue {
  const value = item[column];
  return value instanceof JsonDocument ? value.text : value;
}

/**
 * Inserts items as of the dataset's version. With `checksIdentities`, it refuses the batch where one
 * is not the item that its external id names; the states that the commit ends are in the history
 * by then.
 */
export function* insertItems(
  tables: Tables,
  datasetId: string,
  inserts: readonly ItemInsert[],
  checksIdentities: boolean,
): Generator<Statement, void, undefined> {
  // Each value costs the driver time, so what none of the items has is left out.
  const present = OPTIONAL_COLUMNS.filter((column) =>
    inserts.some((item) => item[column] !== null),
  );
  const toRow = (item: ItemInsert) => {
    const row: SqlValue[] = [item.id, item.input.text];
    for (const column of present) row.push(optionalValue(item, column));
    return row;
  };
  for (const rows of chunkRows(inserts, toRow)) {
    const write = () => insertSql(tables, present, checksIdentities, rows);
    const name = `insert ${rows.length} ${present.join()} ${checksIdentities}`;
    yield {
      sql: isUsualLength(rows) ? writtenSql(tables, name, write) : write(),
      args: [...rows.flat(), datasetId],
    };
  }
}

function insertSql(
  { items, datasets, history }: Tables,
  present: readonly OptionalColumn[],
  checksIdentities: boolean,
  rows: Rows,
): string {
  const optional = (column: OptionalColumn) => {
    const index = present.indexOf(column);
    return index === -1 ? 'NULL' : `v.column${index + 3}`;
  };
  const last = lastNamed(history, 'd."id"', optional('externalId'));
  const isNamed = `${last} IS iif(${optional('createdAt')} IS NULL, NULL, v.column1)`;
  const conditions =
    checksIdentities && present.includes('externalId')
      ? [{ name: 'identities', sql: isNamed }]
      : [];
  const version = refuseUnless(conditions, 'd."version"');
  return `INSERT INTO ${items} (${stateColumns()})
    SELECT v.column1, d."id", ${optional('externalId')}, ${version}, d."versionNumber",
      v.column2, ${optional('expectedOutput')}, ${optional('context')}, ${optional('splits')},
      ${optional('source')}, ${optional('attributes')}, ifnull(${optional('createdAt')}, d."version"), d."version",
      NULL
    FROM ${datasets} d CROSS JOIN (${valuesOf(rows)}) v WHERE d."id" = ?`;
}
