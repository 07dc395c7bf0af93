import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Lance } from '../contenders/lance-types.js';
import type { MastraInMemoryStore, MastraLibSQLStore } from '../contenders/mastra-types.js';
import type { OpenSqlite } from '../contenders/sqlite-types.js';
import { installedPeers } from './install.js';

/** What there is to compare with; a part is absent when it is not installed or does not run. */
export interface Peers {
  readonly versions: Readonly<Record<string, string>>;
  readonly LibSQLStore?: MastraLibSQLStore | undefined;
  readonly InMemoryStore?: MastraInMemoryStore | undefined;
  readonly lance?: Lance | undefined;
  readonly Database?: OpenSqlite | undefined;
}

export const NO_PEERS: Peers = { versions: {} };

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

const libsqlSchema = z.object({ LibSQLStore: z.custom<MastraLibSQLStore>(isFunction) });
const storageSchema = z.object({ InMemoryStore: z.custom<MastraInMemoryStore>(isFunction) });
const lanceSchema = z.object({
  connect: z.custom<Lance['connect']>(isFunction),
  Index: z.custom<Lance['Index']>(isFunction),
});
const sqliteSchema = z.object({ default: z.custom<OpenSqlite>(isFunction) });

/** Loads the peers that are installed. */
export async function loadPeers(folder: string): Promise<Peers> {
  const require = createRequire(join(folder, 'package.json'));
  const load = async <Module>(name: string, schema: z.ZodType<Module>) => {
    try {
      const module: unknown = await import(pathToFileURL(require.resolve(name)).href);
      return schema.parse(module);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.log(`Nothing to compare with from ${name}: ${reason.split('\n')[0] ?? ''}`);
      return undefined;
    }
  };
  const libsql = await load('@mastra/libsql', libsqlSchema);
  const storage = await load('@mastra/core/storage', storageSchema);
  const lance = await load('@lancedb/lancedb', lanceSchema);
  const sqlite = await load('better-sqlite3', sqliteSchema);
  return {
    versions: installedPeers(folder),
    LibSQLStore: libsql?.LibSQLStore,
    InMemoryStore: storage?.InMemoryStore,
    lance,
    Database: sqlite?.default,
  };
}
