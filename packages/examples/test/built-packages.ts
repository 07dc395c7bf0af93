import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot, runNode } from './processes.js';

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string(),
  sideEffects: z.boolean(),
  imports: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  publishConfig: z.object({ exports: z.unknown() }),
});

/**
 * Builds packages of this repository into `node_modules` of a folder, with all they depend on, as an
 * installation from the registry has them. The tests need no build of the repository itself.
 */
export async function installBuilt(folder: string, names: readonly string[]): Promise<void> {
  const modules = join(folder, 'node_modules');
  await rm(modules, { recursive: true, force: true });
  await mkdir(join(modules, '@mastra-datasets'), { recursive: true });
  const dependencies = await Promise.all(names.map((name) => buildInto(modules, name)));
  for (const [name, path] of new Map(dependencies.flat())) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(path, join(modules, name));
  }
}

/** Builds a package; gives the names of what it depends on, with the folders where it has them. */
async function buildInto(modules: string, name: string): Promise<[name: string, path: string][]> {
  const source = join(repositoryRoot, 'packages', name);
  const { publishConfig, dependencies, ...rest } = manifest.parse(
    JSON.parse(await readFile(join(source, 'package.json'), 'utf8')),
  );
  const target = join(modules, rest.name);
  const tsup = createRequire(join(source, 'package.json')).resolve('tsup/package.json');
  const command = join(dirname(tsup), 'dist/cli-default.js');
  const options = ['--out-dir', join(target, 'dist'), '--no-dts', '--silent'];
  const { code, stderr } = await runNode([command, ...options], source);
  if (code !== 0) throw new Error(`${name} was not built: ${stderr}`);
  const { exports } = publishConfig;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...rest, exports }));
  return Object.keys(dependencies)
    .filter((dependency) => !dependency.startsWith('@mastra-datasets/'))
    .map((dependency) => [dependency, join(source, 'node_modules', dependency)]);
}
