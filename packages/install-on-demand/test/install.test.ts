import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { installProject, linkModules } from '../src/index.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-install-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** Writes a project whose one dependency is a folder beside it, so that no registry is asked. */
async function makeProject(lockFile: 'pnpm-lock.yaml' | 'package-lock.json'): Promise<string> {
  const project = join(folder, 'project');
  await mkdir(join(project, 'part'), { recursive: true });
  await writeFile(join(project, 'part/package.json'), '{"name":"part","version":"1.0.0"}');
  const manifest = { name: 'project', version: '1.0.0', dependencies: { part: 'file:part' } };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(project, lockFile), LOCK_FILES[lockFile]);
  if (lockFile === 'pnpm-lock.yaml') {
    await writeFile(join(project, 'pnpm-workspace.yaml'), 'packages: []\n');
  }
  return project;
}

const LOCK_FILES = {
  'package-lock.json': JSON.stringify({
    name: 'project',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'project', version: '1.0.0', dependencies: { part: 'file:part' } },
      'node_modules/part': { resolved: 'part', link: true },
      part: { version: '1.0.0' },
    },
  }),
  'pnpm-lock.yaml': `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      part:
        specifier: file:part
        version: file:part

packages:

  part@file:part:
    resolution: {directory: part, type: directory}

snapshots:

  part@file:part: {}
`,
} as const;

describe.each(['pnpm-lock.yaml', 'package-lock.json'] as const)('a project with %s', (lockFile) => {
  it('is installed once, and again when its lock file has changed', async () => {
    const project = await makeProject(lockFile);
    expect(installProject(project, 'a part')).toBe(true);
    await access(join(project, 'node_modules/part/package.json'));
    expect(installProject(project, 'a part')).toBe(false);

    await writeFile(join(project, lockFile), `${LOCK_FILES[lockFile]}\n`);
    expect(installProject(project, 'a part')).toBe(true);
  });

  it('is not taken for installed when that failed', async () => {
    const project = await makeProject(lockFile);
    await writeFile(join(project, lockFile), '{');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(() => installProject(project, 'a part')).toThrow('to install a part');
    }
    await writeFile(join(project, lockFile), LOCK_FILES[lockFile]);
    expect(installProject(project, 'a part')).toBe(true);
  });
});

it('refuses a project without a lock file', () => {
  expect(() => installProject(folder, 'a part')).toThrow('no lock file');
});

it('links packages, also where a broken link or another package is', async () => {
  const project = join(folder, 'project');
  const user = join(folder, 'user');
  for (const name of ['one', '@scope/two']) {
    await mkdir(join(project, 'node_modules', name), { recursive: true });
    await writeFile(join(project, 'node_modules', name, 'name.txt'), name);
  }
  linkModules(project, user, ['one']);
  await rm(join(user, 'node_modules/one'), { recursive: true });
  await mkdir(join(user, 'node_modules/one'), { recursive: true });
  linkModules(project, user, ['one', '@scope/two']);
  linkModules(project, user, ['one', '@scope/two']);
  for (const name of ['one', '@scope/two']) {
    expect(await readFile(join(user, 'node_modules', name, 'name.txt'), 'utf8')).toBe(name);
  }
});
