import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { commandFile } from './support/command.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, inStore, makeDataset } from './support/store.js';

const LINES = Array.from({ length: 2_500 }, (_, index) => `{"input": ${index}}\n`).join('');
const PARAMETERS = ['import', '-', '--format', 'jsonl', '--dataset', 'piped'];

/** Counts the rows that imports have stored so far. */
async function stagedRows(folder: string): Promise<number> {
  const client = createClient({ url: `file:${folder}/mastra.db` });
  try {
    const { rows } = await client.execute('SELECT count(*) AS n FROM mastra_dataset_staged_items');
    return Number(rows[0]?.['n']);
  } finally {
    client.close();
  }
}

/** Starts an import whose input goes on, and waits until a part of it is stored. */
async function startImport(
  folder: string,
  ...more: string[]
): Promise<ChildProcessByStdio<Writable, Readable, Readable>> {
  const child = spawn(process.execPath, [await commandFile(), ...PARAMETERS, ...more], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.write(LINES);
  while ((await stagedRows(folder)) < 2_000) await delay(20);
  return child;
}

describe('an import whose process ends before it', () => {
  it('by SIGKILL leaves the dataset as it was, and room for the next', async () => {
    const folder = await temporaryFolder();
    await makeDataset(folder, 'piped', [{ input: 'before' }]);
    const child = await startImport(folder);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await contentOf(folder, 'piped')).toEqual([{ input: 'before' }]);
    expect(await cli(['verify'], { cwd: folder })).toMatchObject({ code: 0 });
    const again = await cliJson(PARAMETERS, { cwd: folder, stdin: LINES });
    expect(again).toMatchObject({ added: 2_500, number: 2 });
    expect(await contentOf(folder, 'piped')).toHaveLength(2_501);
  });

  it.each([
    ['SIGINT', 130, 'INTERRUPTED'],
    ['SIGTERM', 143, 'TERMINATED'],
    ['SIGHUP', 129, 'HUNG_UP'],
  ] as const)('by %s leaves nothing at all', async (signal, exitCode, name) => {
    const folder = await temporaryFolder();
    await inStore(folder, (datasets) => datasets.init());
    const child = await startImport(folder, '--rejects', 'rejects.jsonl');
    const stderr = text(child.stderr);
    child.kill(signal);
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(exitCode);
    expect(await stderr).toBe(`error ${name}: Interrupted; nothing was changed.\n`);
    expect(await stagedRows(folder)).toBe(0);
    expect(await cliJson(['list'], { cwd: folder })).toEqual([]);
    expect((await readdir(folder)).filter((file) => !file.startsWith('mastra.db'))).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s removes the store of a dry run',
    async (signal) => {
      const folder = await temporaryFolder();
      const temporary = join(folder, 'temporary');
      await mkdir(temporary);
      const child = spawn(process.execPath, [await commandFile(), ...PARAMETERS, '--dry-run'], {
        cwd: folder,
        env: { ...process.env, TMPDIR: temporary },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin.write(LINES);
      while ((await readdir(temporary)).length === 0) await delay(20);
      child.kill(signal);
      await once(child, 'close');
      expect(await readdir(temporary)).toEqual([]);
    },
  );
});

describe('an export that is interrupted', () => {
  it.each(['items.csv', 'items.jsonl.gz', 'items.parquet'])('leaves no %s', async (file) => {
    const cwd = await temporaryFolder();
    await makeDataset(cwd, 'items', [{ input: 'a' }]);
    const interruption = new AbortController();
    interruption.abort();
    const { signal } = interruption;
    const before = await readdir(cwd);
    const result = await cli(['export', 'items', '--output', file], { cwd, signal });
    expect(result).toMatchObject({ code: 130 });
    expect(await readdir(cwd)).toEqual(before);
  });
});
