// Installs what the examples of evaluations, or of servers, run with, unless it is there. Each is a
// project of its own, because it is large: nobody but the tests of the examples should wait for it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The folder of the tools for evaluations. */
export const folder = dirname(fileURLToPath(import.meta.url));

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function isInstalled(project, [name, version]) {
  const manifest = join(project, 'node_modules', name, 'package.json');
  return existsSync(manifest) && readJson(manifest).version === version;
}

/** Installs the project of a folder. The tests of the examples call this before the first of them. */
export function install(project) {
  const { dependencies } = readJson(join(project, 'package.json'));
  if (Object.entries(dependencies).every((entry) => isInstalled(project, entry))) return;
  const { packageManager } = readJson(join(folder, '../../../package.json'));
  const { status } = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: project,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The project ${project} could not be installed.`);
}
