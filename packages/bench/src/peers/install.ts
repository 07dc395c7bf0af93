import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

const versionSchema = z.object({ version: z.string() });

/** Gives what is installed of the wanted packages with their versions. */
export function installedPeers(folder: string): Record<string, string> {
  const { dependencies, optionalDependencies } = readManifest(folder);
  const installed: Record<string, string> = {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const version = installedVersion(folder, name);
    if (version !== null) installed[name] = version;
  }
  return installed;
}

/** Gives the version of a package that a project installed; `null` when it did not. */
export function installedVersion(folder: string, name: string): string | null {
  const path = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(path)) return null;
  return versionSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

/**
 * Installs the peers, unless the wanted versions are there. They are a project of their own,
 * because they are large and one of them is compiled where no binary of it can be had: nobody but
 * the benchmarks should wait for that.
 */
export function ensurePeers(folder: string): void {
  const installed = installedPeers(folder);
  const { dependencies } = readManifest(folder);
  if (Object.entries(dependencies).every(([name, version]) => installed[name] === version)) return;
  console.log('Installing what to compare with; the first time, this takes some minutes …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.log('That failed: our own figures come alone.');
}

function readManifest(folder: string) {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}
