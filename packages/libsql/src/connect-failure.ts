/** How the driver's WebSockets, which keep nothing but the message, tell a failure to connect. */
const SOCKET_MESSAGE = /^(?:HRANA_WEBSOCKET_ERROR: )?(?:connect|getaddrinfo) (E[A-Z_]+)\b/;

/** How an embedded replica tells that it could not connect to its server to pass a write on. */
const REPLICA_MESSAGE = 'WriteDelegation(status: Unavailable, message: "error trying to connect: ';

function field(error: Error, name: 'code' | 'syscall'): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/**
 * The system's code, such as `ECONNREFUSED`, where no connection to the server was made; `null`
 * for every other error, above all where a connection broke that a write may have gone through.
 */
export function connectFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof AggregateError) {
    // One for each address of the server.
    const failures = error.errors.map(connectFailure);
    return failures.every((failure) => failure !== null) ? (failures[0] ?? null) : null;
  }
  const code = field(error, 'code');
  const syscall = field(error, 'syscall');
  if (syscall === 'connect' || syscall === 'getaddrinfo') return code;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return code;
  if (error.message.startsWith(REPLICA_MESSAGE)) return 'ECONNREFUSED';
  const [, told] = SOCKET_MESSAGE.exec(error.message) ?? [];
  return told ?? connectFailure(error.cause);
}

/** Whether the server could not be reached, though its name is known: it may be starting. */
export function isUnreachable(error: unknown): boolean {
  const failure = connectFailure(error);
  return failure !== null && failure !== 'ENOTFOUND';
}
