import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from './processes.js';

const manifest = z.object({
  name: z.string(),
  private: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

/** The dependencies of every published package that are not our own, as `package: dependency`. */
async function dependenciesOfManifests(): Promise<string[]> {
  const folder = join(repositoryRoot, 'packages');
  const manifests = await Promise.all(
    (await readdir(folder)).map(async (name) =>
      manifest.parse(JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'))),
    ),
  );
  return manifests
    .filter((entry) => entry.private !== true)
    .flatMap(({ name, dependencies = {} }) =>
      Object.keys(dependencies)
        .filter((dependency) => !dependency.startsWith('@mastra-datasets/'))
        .map((dependency) => `${name.replace('@mastra-datasets/', '')}: ${dependency}`),
    );
}

/** The dependencies that SECURITY.md lists, in the same form. */
async function dependenciesOfDocument(): Promise<string[]> {
  const text = await readFile(join(repositoryRoot, 'SECURITY.md'), 'utf8');
  const section = text.slice(text.indexOf('## Dependencies'));
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).flatMap((row) => {
    const [, name = '', dependencies = ''] = row.split('|');
    return [...dependencies.matchAll(/`([^`]+)`/g)].map(
      ([, dependency = '']) => `${name.trim()}: ${dependency}`,
    );
  });
}

test('SECURITY.md lists every dependency of the published packages', async () => {
  const documented = await dependenciesOfDocument();
  expect(documented.toSorted()).toEqual((await dependenciesOfManifests()).toSorted());
  expect(documented.length).toBeGreaterThan(5);
});
