// Some parts need much that the others do not. What they need is a project of its own, outside the
// workspace, with its own lock file. It is installed when something needs it, so nobody else waits
// for it. Scripts run this with Node alone, so it is plain JavaScript.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const rootManifest = fileURLToPath(new URL('../../../package.json', import.meta.url));
const isWindows = process.platform === 'win32';

/** How each package manager installs what its lock file says. */
const INSTALLERS = {
  'pnpm-lock.yaml': () => {
    const { packageManager } = JSON.parse(readFileSync(rootManifest, 'utf8'));
    return ['npx', '--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline'];
  },
  'package-lock.json': () => {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    return ['npm', 'ci', '--prefer-offline', '--legacy-peer-deps', ...quiet];
  },
};

/** What an installation came from: another manifest or lock file needs another one. */
function fingerprintOf(folder, lockFile) {
  const hash = createHash('sha256');
  for (const file of ['package.json', lockFile]) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

export function installProject(folder, purpose) {
  const lockFile = Object.keys(INSTALLERS).find((name) => existsSync(join(folder, name)));
  if (lockFile === undefined) throw new Error(`There is no lock file in ${folder}.`);
  const fingerprint = fingerprintOf(folder, lockFile);
  // Written last, so an installation that broke off does not count.
  const mark = join(folder, 'node_modules/.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint) return false;
  process.stderr.write(`Installing ${purpose} …\n`);
  const [command, ...parameters] = INSTALLERS[lockFile]();
  const { status } = spawnSync(command, parameters, {
    cwd: folder,
    // Whoever reads what a script prints should not find the words of an installer in it.
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  if (status !== 0) throw new Error(`It was not possible to install ${purpose}.`);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, fingerprint);
  return true;
}

export function linkModules(project, folder, names) {
  for (const name of names) {
    link(join(project, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

function link(target, place) {
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() && existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true, recursive: true });
  // Windows lets everybody make a junction, which needs the whole path.
  symlinkSync(isWindows ? target : relative(dirname(place), target), place, 'junction');
}
