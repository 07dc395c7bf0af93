import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { createClient } from '@libsql/client';

/** Where `@mastra/libsql` has its own packages from. */
const require = createRequire(fileURLToPath(import.meta.resolve('@mastra/libsql')));

/**
 * Opens a file that a store of Mastra has open, by its copy of SQLite: another one in the same
 * process would harm the file.
 */
export function mastrasClient(url: string): ReturnType<typeof createClient> {
  const driver = require('@libsql/client') as { createClient: typeof createClient };
  return driver.createClient({ url });
}
