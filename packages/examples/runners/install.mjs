// Installs the tools for evaluations, unless they are there. They are a project of their own, because
// they are large: nobody but the tests of their examples should wait for them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const folder = dirname(fileURLToPath(import.meta.url));

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function isInstalled([name, version]) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) && readJson(manifest).version === version;
}

/** The test of the examples calls this before the first of them. */
export function install() {
  const { dependencies } = readJson(join(folder, 'package.json'));
  if (Object.entries(dependencies).every(isInstalled)) return;
  const { packageManager } = readJson(join(folder, '../../../package.json'));
  const { status } = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The tools for evaluations could not be installed.');
}
