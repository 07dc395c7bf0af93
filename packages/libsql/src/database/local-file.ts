import { resolve } from 'node:path';
import { expandConfig, isInMemoryConfig } from '@libsql/core/config';
import { isLocalAddress } from '../options.js';

/**
 * The path of the file that an address names; `null` for memory, for a server, and for an address
 * that cannot be opened.
 */
export function localFileOf(url: string): string | null {
  if (!isLocalAddress(url)) return null;
  try {
    const config = expandConfig({ url }, true);
    return isInMemoryConfig(config) ? null : resolve(config.path);
  } catch {
    // Opening it tells what is wrong.
    return null;
  }
}
