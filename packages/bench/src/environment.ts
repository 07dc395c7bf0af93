import { cpus, totalmem } from 'node:os';
import { PATHS } from './paths.js';
import { installedVersion } from './peers/install.js';
import type { Peers } from './peers/load.js';

/** What a run ran on, and with. */
export function describeEnvironment(peers: Peers): Record<string, string> {
  const [processor] = cpus();
  return {
    processor: `${processor?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    '@libsql/client': installedVersion(PATHS.bench, '@libsql/client') ?? 'unknown',
    ...peers.versions,
  };
}
