// Installs the framework, unless it is there, and lets this package find it. It is a project of its
// own, because it is large: nobody but this package should wait for it.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const folder = dirname(script);

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether a package is there in its version, which the name under which it is there may precede. */
function isInstalled([name, wanted]) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) && readJson(manifest).version === wanted.split('@').at(-1);
}

function install() {
  process.stderr.write('Installing Mastra, which the tests of packages/mastra run on …\n');
  // What Mastra's packages demand of each other contradicts itself; these versions work together.
  const options = ['--legacy-peer-deps', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['ci', ...options, '--loglevel=error'], {
    cwd: folder,
    // Whoever reads what a script prints should not find npm's words in it.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The framework could not be installed.');
}

/** Makes a part of the framework one of this package's own `node_modules`. */
function link(name) {
  const target = join(folder, 'node_modules', name);
  const place = join(folder, '..', 'node_modules', name);
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() && existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true, recursive: true });
  // Windows lets everybody make a junction, which needs the whole path.
  const isWindows = process.platform === 'win32';
  symlinkSync(isWindows ? target : relative(dirname(place), target), place, 'junction');
}

/** The tests call this before the first of them. */
export function setup() {
  const { dependencies } = readJson(join(folder, 'package.json'));
  if (!Object.entries(dependencies).every(isInstalled)) install();
  // The oldest release of the core has a name of its own, as the newest has the scope's.
  for (const name of ['@mastra', 'mastra-core-oldest']) link(name);
}

if (process.argv[1] === script) setup();
