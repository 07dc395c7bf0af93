import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot, runScript } from './processes.js';

const quickstart = join(packageRoot, 'src/capitals.ts');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capitals '));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('the quickstart', () => {
  test('makes a dataset, changes it, and fetches its first version unchanged', async () => {
    const { code, stdout, stderr } = await runScript(quickstart, { directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('250 added, 0 updated, 0 unchanged');
    expect(stdout).toContain('Versions (4)');
    expect(stdout).toContain('0 added, 2 updated, 5 deleted');
    expect(stdout).toContain('all 250 items are as loaded');
    expect(stdout).toContain('Next:');
    expect((await stat(join(directory, 'capitals.db'))).size).toBeGreaterThan(0);
  });

  test('finds its dataset when it runs again, and adds versions to it', async () => {
    const { code, stdout, stderr } = await runScript(quickstart, { directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('5 added, 2 updated, 243 unchanged');
    expect(stdout).toContain('Versions (7)');
    expect(stdout).toContain('all 250 items are as loaded');
  });

  test('takes another file', async () => {
    const parameters = ['another.db'];
    const { code, stdout } = await runScript(quickstart, { directory, parameters });
    expect(code).toBe(0);
    expect(stdout).toContain(join(directory, 'another.db'));
    expect(stdout).toContain('Versions (4)');
  });

  test('says what failed, and exits with 1', async () => {
    const parameters = ['no-such-folder/capitals.db'];
    const { code, stderr } = await runScript(quickstart, { directory, parameters });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed \([A-Z_]+\): .+$/m);
    expect(stderr).not.toContain('    at ');
  });
});
