import { columnDefinition, compareSchema, type ExistingColumn } from '@mastra-datasets/core';
import { createTables, dialectOf, fillInNumbers, indexStatements, type Place } from './ddl.js';

/** What a database already has of our names, by name in lower case. */
export interface ExistingSchema {
  readonly tables: ReadonlyMap<string, readonly ExistingColumn[]>;
  readonly indexes: ReadonlySet<string>;
}

/**
 * Works out the statements that bring a database to our shape; none when it has it already.
 * Throws `SCHEMA_MISMATCH` naming table and column where the tables are somebody else's.
 */
export function planUpgrade(existing: ExistingSchema, place: Place): string[] {
  const dialect = dialectOf(place);
  const { missingTables, missingColumns, gap } = compareSchema(existing.tables, dialect);
  // Our tables are made all at once, so that some alone are no beginning.
  if (gap !== null) throw gap;
  const additions = missingColumns.map(
    ({ table, name, column }) =>
      `ALTER TABLE ${place.schema}."${table}" ADD COLUMN ${columnDefinition(name, column, dialect)}`,
  );
  const indexes = [...indexStatements(place)]
    .filter(([name]) => !existing.indexes.has(name.toLowerCase()))
    .map(([, statement]) => statement);
  return [
    ...createTables(place, missingTables),
    ...additions,
    ...(missingColumns.some(({ name }) => name === 'versionNumber')
      ? fillInNumbers(place.prefix)
      : []),
    ...indexes,
  ];
}
