import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { reportFigure } from '@mastra-datasets/test-servers';
import { programOf } from '@mastra-datasets/test-servers/programs';
import { afterAll, expect, it } from 'vitest';
import { readSettings, withSeed } from '../src/index.js';
import { Random } from '../src/random.js';

const { scale, seed } = readSettings();
const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const SOURCE = fileURLToPath(new URL('first-user.ts', import.meta.url));
const PROCESSES = 3;

/** The longest until one of them is killed, in milliseconds: the tables take that long. */
const LONGEST_DELAY_MS = 15;

/** Starts a process that waits to be told to use a file. */
async function startUser(url: string): Promise<ChildProcess> {
  const child = fork(await programOf(SOURCE), [url], { execArgv: [] });
  await once(child, 'message');
  return child;
}

/** What a process answers, once; `null` when it ends without. */
function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.once('exit', () => {
      resolve(null);
    });
  });
}

/** Gives whether one of them was killed before it was done. */
async function useTogether(url: string, random: Random): Promise<boolean> {
  const users = await Promise.all(Array.from({ length: PROCESSES }, () => startUser(url)));
  const exits = users.map((user) => once(user, 'exit'));
  const answers = users.map(answerOf);
  for (const user of users) user.send('go');
  await delay(random.integer(0, LONGEST_DELAY_MS));
  users[0]?.kill('SIGKILL');
  const told = await Promise.all(answers);
  await Promise.all(exits);
  expect(told.slice(1)).toEqual([expect.any(String), expect.any(String)]);

  const storage = new DatasetsLibSQL({ url });
  for (const id of told) {
    if (typeof id === 'string') expect(await storage.getItemById({ id })).not.toBeNull();
  }
  const { datasets } = await storage.listDatasets({ pagination: { page: 0, perPage: false } });
  for (const { id } of datasets) {
    expect(await storage.verify({ datasetId: id })).toMatchObject({ problems: [] });
  }
  await storage.close();
  return told[0] === null;
}

it(
  'processes that use a new file together make it once, also when one of them is killed',
  async () => {
    const rounds = 5 * scale;
    let killed = 0;
    await withSeed(seed, async () => {
      const random = new Random(seed);
      for (let round = 0; round < rounds; round += 1) {
        if (await useTogether(`file:${join(folder, `${round}.db`)}`, random)) killed += 1;
      }
    });
    reportFigure('kills of processes survived', killed);
  },
  120_000 * scale,
);
