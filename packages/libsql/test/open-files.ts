import { readdirSync, readlinkSync } from 'node:fs';

/** Whether the system tells which files a process has open: Linux does. */
export const tellsOpenFiles = process.platform === 'linux';

/** The files that this process has open whose path begins so, once for every time. */
export function openFiles(path: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`);
      return file.startsWith(path) ? [file] : [];
    } catch {
      // The descriptor of the folder that was just read.
      return [];
    }
  });
}
