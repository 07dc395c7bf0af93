import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';

/** How much room in memory a server may need, in bytes. */
const MEMORY_NEEDED = 2e9;

/**
 * Makes a folder for the data of a server, in memory where there is room, which spares the disk. The
 * tests end processes, never the machine, so what a killed server has written is there all the same.
 */
export async function makeDataFolder(prefix: string): Promise<string> {
  const room = await statfs(MEMORY).catch(() => undefined);
  const isRoomy = room !== undefined && room.bavail * room.bsize > MEMORY_NEEDED;
  return mkdtemp(join(isRoomy ? MEMORY : tmpdir(), prefix));
}
