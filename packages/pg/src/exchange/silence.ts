/** How long a network may need for what it carries, besides the server's work, in milliseconds. */
const NETWORK_ALLOWANCE_MS = 2_000;

/** What is used of the socket of a connection. */
export interface SilentStream {
  /** Emits `timeout` when nothing was sent or received for so long; zero for no limit. */
  setTimeout(milliseconds: number): unknown;
  once(event: 'timeout', listener: () => void): unknown;
  off(event: 'timeout', listener: () => void): unknown;
  destroy(error: Error): unknown;
}

/** A network that swallows what it is given, or a server that hangs. */
class SilenceError extends Error {
  override readonly name = 'SilenceError';
  /** What the system says when it gives up a connection itself. */
  readonly code = 'ETIMEDOUT';
}

/**
 * Breaks a connection on which nothing comes or goes for longer than the server may work and the
 * network may need, so that whoever waits for an answer gets an error. Gives what ends the limit;
 * there is none where the server may work for ever.
 */
export function limitSilence(stream: SilentStream, workMs: number): () => void {
  if (workMs === 0) return () => undefined;
  const limitMs = workMs + NETWORK_ALLOWANCE_MS;
  const giveUp = () => {
    stream.destroy(new SilenceError(`The server said nothing for ${limitMs} ms.`));
  };
  stream.setTimeout(limitMs);
  stream.once('timeout', giveUp);
  return () => {
    stream.off('timeout', giveUp);
    stream.setTimeout(0);
  };
}
