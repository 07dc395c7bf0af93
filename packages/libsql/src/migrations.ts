import { TABLE_NAMES, type ExistingColumn } from '@mastra-datasets/core';
import type { Connection } from './connection.js';
import { indexStatements } from './ddl.js';
import { planUpgrade, type ExistingSchema } from './inspection.js';
import { text } from './rows.js';

async function readExistingSchema(connection: Connection, prefix: string): Promise<ExistingSchema> {
  const tableNames = TABLE_NAMES.map((table) => `${prefix}${table}`);
  const { rows } = await connection.read({
    sql: `SELECT m.name AS entity, m.type AS kind, c.name AS name, c.type AS type,
        c."notnull" AS required, c.pk AS position
      FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ON m.type <> 'index'
      WHERE lower(m.name) IN (SELECT lower(value) FROM json_each(?))`,
    args: [JSON.stringify([...tableNames, ...indexStatements(prefix).keys()])],
  });
  const tables = new Map<string, ExistingColumn[]>();
  const indexes = new Set<string>();
  for (const row of rows) {
    // SQLite does not tell names apart by case.
    const entity = text(row, 'entity').toLowerCase();
    if (row['kind'] === 'index') {
      indexes.add(entity);
      continue;
    }
    const columns = tables.get(entity) ?? [];
    tables.set(entity, columns);
    columns.push({
      name: text(row, 'name'),
      type: text(row, 'type'),
      notNull: Number(row['required']) === 1,
      keyPosition: Number(row['position']),
    });
  }
  return { tables, indexes };
}

/**
 * Makes or upgrades the tables in one transaction; does not write when they are as they should be.
 * Several processes may do it at once: whoever finds the work done by another checks the result.
 */
export async function migrate(connection: Connection, prefix: string): Promise<void> {
  const statements = planUpgrade(await readExistingSchema(connection, prefix), prefix);
  if (statements.length === 0) return;
  try {
    await connection.writeAll(() => statements);
  } catch (error) {
    const left = planUpgrade(await readExistingSchema(connection, prefix), prefix);
    if (left.length > 0) throw error;
  }
}
