import { createClient, type Client } from '@libsql/client';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import type { ConnectionSettings } from './contender.js';
import { OurContender } from './ours.js';
import { readSettings, readUsedBytes, type ReadPragma } from './pragmas.js';
import { RecordingClock } from './recording-clock.js';

/** Opens a file as the storage does by itself, but for the durability, which is the peer's. */
async function openClient(path: string): Promise<Client> {
  const client = createClient({ url: `file:${path}`, timeout: 5, concurrency: 1 });
  await client.execute('PRAGMA journal_mode = WAL');
  await client.execute('PRAGMA cache_size = -16000');
  // The peer's setting; SQLite's own default is FULL.
  await client.execute('PRAGMA synchronous = NORMAL');
  return client;
}

/** Our storage in a file. The client is the benchmark's, to set and read its PRAGMAs. */
export class OurFileContender extends OurContender {
  readonly client: Client;

  private constructor(client: Client, clock: RecordingClock) {
    super('ours, LibSQL file', new DatasetsLibSQL({ client, clock }), clock);
    this.client = client;
  }

  static async open(path: string): Promise<OurFileContender> {
    const client = await openClient(path);
    const contender = new OurFileContender(client, new RecordingClock());
    await contender.storage.init();
    return contender;
  }

  override settings(): Promise<ConnectionSettings> {
    return readSettings(pragmasOf(this.client));
  }

  override usedBytes(): Promise<number> {
    return readUsedBytes(pragmasOf(this.client));
  }

  override async close(): Promise<void> {
    await super.close();
    this.client.close();
  }
}

/** Reads the PRAGMAs of a client's connection. */
export function pragmasOf(client: Pick<Client, 'execute'>): ReadPragma {
  return async (name) => (await client.execute(`PRAGMA ${name}`)).rows[0]?.[0];
}
