import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DatasetItem } from '@mastra-datasets/core';
import { reportFigure } from '@mastra-datasets/test-servers';
import { programOf } from '@mastra-datasets/test-servers/programs';
import { describe, expect, it } from 'vitest';
import type { DatasetsPG } from '../../src/index.js';
import { underLoad } from '../load.js';
import { openStorage, serverOfFile } from '../test-server.js';

const server = await serverOfFile({ durable: true });
const writer = fileURLToPath(new URL('writer.ts', import.meta.url));

/** What a writer acknowledged, by version and id. */
type Acknowledged = DatasetItem[];

/** Lets a process write until it has acknowledged so many items, and kills it. */
async function writeUntilKilled(url: string, datasetId: string, count: number) {
  const child = spawn(process.execPath, [await programOf(writer), url, datasetId], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line);
    if (acknowledged.length === count) child.kill('SIGKILL');
  }
  await ended;
  return acknowledged.flatMap(parseWhole);
}

/** The last line may have been cut off. */
function parseWhole(line: string): Acknowledged {
  if (!line.endsWith('}')) return [];
  return [
    JSON.parse(line, (key, value: unknown) =>
      ['version', 'createdAt', 'updatedAt'].includes(key) ? new Date(String(value)) : value,
    ) as DatasetItem,
  ];
}

async function expectAllThere(storage: DatasetsPG, datasetId: string, acknowledged: Acknowledged) {
  for (const item of acknowledged) {
    const { id, version } = item;
    expect(await storage.getItemById({ id, version })).toStrictEqual(item);
  }
  expect((await storage.verify({ datasetId })).problems).toEqual([]);
}

describe('nothing acknowledged is lost', () => {
  it('when the process that writes is killed', async () => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'killed' });
    const acknowledged: Acknowledged = [];
    for (const count of [1, 7, 20, 33, 50]) {
      acknowledged.push(...(await writeUntilKilled(url, datasetId, count)));
      await expectAllThere(storage, datasetId, acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(100);
    reportFigure('writers killed', 5);
  });

  it.each(['crash', 'kill'] as const)('when the server goes down: %s', async (end) => {
    const url = await server.createDatabase();
    const storage = openStorage(url);
    const { id: datasetId } = await storage.createDataset({ name: 'crashed' });
    const writers = [storage, storage, storage, storage];
    const acknowledged = await underLoad(writers, datasetId, async (load) => {
      for (let round = 1; round <= 3; round += 1) {
        await load.untilMore(30);
        await server[end]();
        await server.start();
      }
    });
    expect(acknowledged.length).toBeGreaterThanOrEqual(90);
    await expectAllThere(storage, datasetId, acknowledged);
    reportFigure('servers crashed', 3);
  });
});
