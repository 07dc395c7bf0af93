import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeBlocks } from './examples.js';
import { repositoryRoot } from './processes.js';

const page = await readFile(join(repositoryRoot, 'CONTRIBUTING.md'), 'utf8');
const manifest = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
const workspace = await readFile(join(repositoryRoot, 'vitest.workspace.ts'), 'utf8');

test('the tests that CONTRIBUTING.md names for each room are there', () => {
  const commands = [...page.matchAll(/`npx vitest run --project ([\w-]+) ?([^`]*)`/g)];
  expect(commands.length).toBeGreaterThan(5);
  for (const [, project, path = ''] of commands) {
    expect(workspace).toContain(`'${project ?? ''}'`);
    expect(existsSync(join(repositoryRoot, path)), path).toBe(true);
  }
});

test('the commands of CONTRIBUTING.md are scripts of the repository, or those of a release', () => {
  const commands = codeBlocks('CONTRIBUTING.md', page).flatMap(({ text }) =>
    text.trim().split('\n'),
  );
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const [, script] = /^npx --yes pnpm@12\.21\.0 run (\S+)$/.exec(command) ?? [];
    if (script !== undefined) expect(manifest).toContain(`"${script}": `);
    else expect(command).toMatch(/^npx --yes (pnpm@12\.21\.0 (install|-r publish)|@changesets)/);
  }
});
