import { TABLE_NAMES } from '@mastra-datasets/core';
import type { PostgresServer } from '@mastra-datasets/test-servers';
import { DatasetsPG } from '../src/index.js';
import { databaseOf } from './test-server.js';

/** Catalogues and functions of Citus, as far as anybody asks them; no row leaves the server. */
const CITUS = `
  SET allow_system_table_mods = on;
  INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    VALUES (90000, 'citus', 10, 'pg_catalog'::regnamespace, false, '13.2-1');
  CREATE TABLE pg_catalog.pg_dist_partition (
    logicalrelid regclass PRIMARY KEY, partmethod "char", colocationid integer);
  CREATE TABLE pg_catalog.pg_dist_object (
    classid oid, objid oid, colocationid integer, PRIMARY KEY (classid, objid));
  CREATE TABLE pg_catalog.pg_dist_local_group (groupid integer);
  INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
  GRANT SELECT ON pg_catalog.pg_dist_partition, pg_catalog.pg_dist_object,
    pg_catalog.pg_dist_local_group TO PUBLIC;
  CREATE FUNCTION pg_catalog.create_distributed_table(
    tbl regclass, col text, colocate_with text DEFAULT 'default') RETURNS void LANGUAGE sql
    AS $$INSERT INTO pg_catalog.pg_dist_partition VALUES (tbl, 'h', 1)$$;
  CREATE FUNCTION pg_catalog.create_distributed_function(
    fn regprocedure, arg text, colocate_with text DEFAULT 'default') RETURNS void LANGUAGE sql
    AS $$INSERT INTO pg_catalog.pg_dist_object VALUES ('pg_catalog.pg_proc'::regclass, fn, 1)
      ON CONFLICT (classid, objid) DO UPDATE SET colocationid = 1$$;`;

/** Makes an empty database that says it is one of Citus, with nothing distributed. */
export async function createCitusDatabase(server: PostgresServer): Promise<string> {
  const url = await server.createDatabase();
  await server.query(CITUS, databaseOf(url));
  return url;
}

/** Makes an empty database that says it is one of Citus, with our tables distributed. */
export async function createDistributedDatabase(server: PostgresServer): Promise<string> {
  const url = await createCitusDatabase(server);
  const storage = new DatasetsPG({ connectionString: url });
  await storage.init();
  await storage.close();
  await server.query(distributeTables(), databaseOf(url));
  return url;
}

/** Distributes our tables, but for some, as an administrator does. */
export function distributeTables(except: readonly string[] = []): string {
  return TABLE_NAMES.filter((table) => !except.includes(table))
    .map((table) => `SELECT create_distributed_table('${table}', 'datasetId');`)
    .join('\n');
}
