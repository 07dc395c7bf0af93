// Builds the page, unless the build that is there came from the same files.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPage, pageProject } from './install-page.mjs';

const script = fileURLToPath(import.meta.url);
const studio = join(dirname(script), '..');
const target = join(studio, 'dist/page');
const mark = join(studio, 'dist/page.mark');

/** The folders whose files become part of the page. */
const SOURCES = [
  pageProject,
  ...['files', 'json', 'core'].map((name) => join(studio, '..', name, 'src')),
];

/** Every file below a folder, but what others made. */
function* filesBelow(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'test'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((folder) => [...filesBelow(folder)]).sort()) {
    hash.update(`${relative(studio, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Builds the page where it has changed; tests call it as `setup`, before the first of them. */
export function buildPage() {
  installPage();
  const wanted = fingerprint();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  process.stderr.write('Building the page of packages/studio …\n');
  // Whoever reads the page meanwhile finds the old one, or the new one.
  const fresh = join(studio, `dist/page-${process.pid}`);
  const vite = join(pageProject, 'node_modules/vite/bin/vite.js');
  const parameters = [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, parameters, {
    cwd: pageProject,
    stdio: ['ignore', 2, 2],
    // The tests have a mode of their own, and the page that they see should be the one of users.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error('It was not possible to build the page.');
  }
  mkdirSync(dirname(mark), { recursive: true });
  rmSync(mark, { force: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  writeFileSync(mark, wanted);
}

export { buildPage as setup };

if (process.argv[1] === script) buildPage();
