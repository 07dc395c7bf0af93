import { execFile } from 'node:child_process';
import { chown, cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.js';
import { makeDataFolder } from './memory-folder.js';
import { findPostgres, type PostgresPrograms } from './postgres-programs.js';
import { ServerProcess } from './server-process.js';

const run = promisify(execFile);

/** Settings that every server has. */
const BASIC_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // Enough for a replica to catch up from.
  wal_keep_size: '256MB',
};

/** Settings that let a server forget everything when it is killed. */
const FAST_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/** What {@link startPostgres} takes. */
export interface PostgresServerOptions {
  /** Whether it keeps what it acknowledged when it is killed; default `false`, which is faster. */
  readonly durable?: boolean | undefined;
  /** More settings, by name. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** A PostgreSQL server with a cluster of its own. */
export interface PostgresServer {
  readonly port: number;
  /** The address of a database; default: the one that is always there. */
  urlOf(database?: string): string;
  /** Makes an empty database, and gives its address. */
  createDatabase(options?: string): Promise<string>;
  /** Runs SQL in the database that is always there, or in another. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Starts a replica that streams from it; `name` is what it calls itself there. */
  startReplica(name: string, settings?: Readonly<Record<string, string>>): Promise<PostgresServer>;
  /** Makes a replica a server of its own, and waits until it takes writes. */
  promote(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Ends it at once, without writing out what it holds (immediate shutdown). */
  crash(): Promise<void>;
  /** Kills its first process, and waits until the others have ended by themselves. */
  kill(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

function settingFlags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function giveTo(programs: PostgresPrograms, folder: string): Promise<void> {
  if (programs.user !== undefined) await chown(folder, programs.user.uid, programs.user.gid);
}

/** Starts a PostgreSQL server on a free port of the loopback interface, with an empty cluster. */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = await makeDataFolder('mastra-datasets-postgres-');
  const programs = await findPostgres(folder);
  await giveTo(programs, folder);
  const data = join(folder, 'data');
  const flags = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'];
  await run(programs.initdb, [`--pgdata=${data}`, '--no-sync', '--no-instructions', ...flags], {
    ...programs.user,
    cwd: folder,
  });
  const durability = options.durable === true ? {} : FAST_SETTINGS;
  const settings = { ...BASIC_SETTINGS, ...durability, ...options.settings };
  return runServer({ folder, programs, settings });
}

interface Cluster {
  readonly folder: string;
  readonly programs: PostgresPrograms;
  readonly settings: Readonly<Record<string, string>>;
}

async function runServer(cluster: Cluster): Promise<PostgresServer> {
  const { folder, programs, settings } = cluster;
  const port = await freePort();
  const urlOf = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;

  const query = async (sql: string, database?: string) => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  const server = new ServerProcess({
    file: programs.postgres,
    args: ['-D', join(folder, 'data'), '-p', String(port), ...settingFlags(settings)],
    user: programs.user,
    probe: async () => (await query('SELECT 1')).length === 1,
  });
  await server.start();

  return {
    port,
    urlOf,
    query,
    createDatabase: async (options = '') => {
      databases += 1;
      const name = `test${databases}`;
      await query(`CREATE DATABASE ${name} ${options}`);
      return urlOf(name);
    },
    startReplica: (name, more = {}) =>
      startReplica({ ...cluster, settings: { ...settings, ...more } }, { port, urlOf }, name),
    promote: async () => {
      await query('SELECT pg_promote(true, 240)');
    },
    start: () => server.start(),
    crash: () => server.stop('SIGQUIT'),
    kill: () => server.kill(),
    stop: async () => {
      await server.stop('SIGQUIT');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Copies a running server's data as `pg_basebackup` does, which the package leaves out. */
async function startReplica(
  { folder: source, programs, settings }: Cluster,
  primary: Pick<PostgresServer, 'port' | 'urlOf'>,
  name: string,
): Promise<PostgresServer> {
  const folder = await makeDataFolder('mastra-datasets-postgres-');
  await giveTo(programs, folder);
  const data = join(folder, 'data');
  const client = new pg.Client({ connectionString: primary.urlOf() });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('replica', true)`);
    await copyData(join(source, 'data'), data);
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(false)',
    );
    await writeFile(join(data, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  await writeFile(join(data, 'standby.signal'), '');
  await giveAll(programs, data);
  const address = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
  return runServer({
    folder,
    programs,
    settings: { ...settings, primary_conninfo: address, hot_standby: 'on' },
  });
}

/** What belongs to the process of the primary alone. */
const LEFT_OUT =
  /\/(?:postmaster\.(?:pid|opts)|pg_(?:dynshmem|notify|replslot|serial|snapshots|stat_tmp|subtrans)\/.+)$/;

async function copyData(source: string, target: string): Promise<void> {
  await cp(source, target, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(path),
  });
}

async function giveAll({ user }: PostgresPrograms, folder: string): Promise<void> {
  await run('chmod', ['-R', 'go-rwx', folder]);
  if (user !== undefined) await run('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
}
