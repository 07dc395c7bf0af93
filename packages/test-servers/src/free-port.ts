import { randomInt } from 'node:crypto';
import getPort, { portNumbers } from 'get-port';

/** The ports that are tried first; systems give higher ones to outgoing connections. */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/** How many ports are tried, at least, before any other is taken. */
const LEAST_CANDIDATES = 1_000;

/**
 * A port of the loopback interface that nobody listens on. While its server is down, no outgoing
 * connection is given it: a client that tries to connect could be given the very port it wants, and
 * would then talk to itself and keep the server from starting again.
 */
export function freePort(): Promise<number> {
  // From anywhere, as other processes look for ports at the same time.
  const first = randomInt(FIRST_PORT, LAST_PORT - LEAST_CANDIDATES);
  return getPort({ host: '127.0.0.1', port: portNumbers(first, LAST_PORT), reserve: true });
}
