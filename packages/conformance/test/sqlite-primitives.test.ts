import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';
import { runPrimitivesConformance } from '../src/index.js';

runPrimitivesConformance({
  name: 'primitives of the example adapter for SQLite',
  create: () => Promise.resolve(sqlitePrimitives(new SqliteDatabase(':memory:', 0))),
});
