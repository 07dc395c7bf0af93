import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { MastraStore } from '../contenders/mastra-types.js';

/** The peer's store on PostgreSQL. */
export type MastraPostgresStore = new (config: {
  id: string;
  connectionString: string;
}) => MastraStore;

const moduleSchema = z.object({
  PostgresStore: z.custom<MastraPostgresStore>((value) => typeof value === 'function'),
});

/** Loads the peer; `undefined` when it is not installed. */
export async function loadPostgresPeer(folder: string): Promise<MastraPostgresStore | undefined> {
  const require = createRequire(join(folder, 'package.json'));
  try {
    const loaded: unknown = await import(pathToFileURL(require.resolve('@mastra/pg')).href);
    return moduleSchema.parse(loaded).PostgresStore;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`Nothing to compare with from @mastra/pg: ${reason.split('\n')[0] ?? ''}`);
    return undefined;
  }
}
