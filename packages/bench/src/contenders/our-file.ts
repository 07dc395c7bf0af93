import { createClient, type Client } from '@libsql/client';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import type { ConnectionSettings } from './contender.js';
import { OurContender } from './ours.js';
import { readSettings, readUsedBytes, type ReadPragma } from './pragmas.js';
import { RecordingClock } from './recording-clock.js';

/** The peer's setting; ours is `full` where nobody says otherwise. */
const SYNCHRONOUS = 'normal';

/** Our storage in a file, which it opens by itself. */
export class OurFileContender extends OurContender {
  readonly path: string;
  /** Looks at the file from outside. */
  readonly #observer: Client;

  private constructor(path: string, clock: RecordingClock) {
    const url = `file:${path}`;
    const storage = new DatasetsLibSQL({ url, synchronous: SYNCHRONOUS, clock });
    super('ours, LibSQL file', storage, clock);
    this.path = path;
    this.#observer = createClient({ url, concurrency: 1 });
  }

  static async open(path: string): Promise<OurFileContender> {
    const contender = new OurFileContender(path, new RecordingClock());
    await contender.storage.init();
    return contender;
  }

  /** What the storage was told to do, as no other connection sees what it does. */
  override async settings(): Promise<ConnectionSettings> {
    const { journalMode } = await readSettings(pragmasOf(this.#observer));
    return { journalMode, synchronous: SYNCHRONOUS.toUpperCase() };
  }

  override usedBytes(): Promise<number> {
    return readUsedBytes(pragmasOf(this.#observer));
  }

  override async close(): Promise<void> {
    await super.close();
    this.#observer.close();
  }
}

/** Reads the PRAGMAs of a client's connection. */
export function pragmasOf(client: Pick<Client, 'execute'>): ReadPragma {
  return async (name) => (await client.execute(`PRAGMA ${name}`)).rows[0]?.[0];
}
