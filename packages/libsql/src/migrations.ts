import { TABLE_NAMES, type ExistingColumn } from '@mastra-datasets/core';
import type { Database } from './database/database.js';
import { indexStatements, type Place } from './ddl.js';
import { planUpgrade, type ExistingSchema } from './inspection.js';
import { number, text } from './rows/values.js';

async function readExistingSchema(database: Database, place: Place): Promise<ExistingSchema> {
  const { schema, prefix } = place;
  const names = TABLE_NAMES.map((table) => `${prefix}${table}`);
  const rows = await database.read({
    sql: `SELECT m.type, m.name, c.name, c.type, c."notnull", c.pk
      FROM ${schema}.sqlite_master m
      LEFT JOIN pragma_table_info(m.name, '${schema}') c ON m.type <> 'index'
      WHERE lower(m.name) IN (SELECT lower(value) FROM json_each(?))`,
    args: [JSON.stringify([...names, ...indexStatements(place).keys()])],
  });
  const tables = new Map<string, ExistingColumn[]>();
  const indexes = new Set<string>();
  for (const row of rows) {
    // SQLite does not tell names apart by case.
    const entity = text(row, 1).toLowerCase();
    if (text(row, 0) === 'index') {
      indexes.add(entity);
      continue;
    }
    const columns = tables.get(entity) ?? [];
    tables.set(entity, columns);
    columns.push({
      name: text(row, 2),
      type: text(row, 3),
      notNull: number(row, 4) === 1,
      keyPosition: number(row, 5),
    });
  }
  return { tables, indexes };
}

/**
 * Makes or upgrades the tables in one transaction; does not write when they are as they should be.
 * Several processes may do it at once: whoever finds the work done by another checks the result.
 */
export async function migrate(database: Database, prefix: string): Promise<void> {
  const place = { schema: database.schema, prefix };
  const statements = planUpgrade(await readExistingSchema(database, place), place);
  if (statements.length === 0) return;
  try {
    await database.write(() => statements.map((sql) => ({ sql, args: [] })));
  } catch (error) {
    const left = planUpgrade(await readExistingSchema(database, place), place);
    if (left.length > 0) throw error;
  }
}
