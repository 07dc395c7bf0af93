import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { reportFigure } from '@mastra-datasets/test-servers';
import { afterAll } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { serverConfiguration } from './server-configuration.js';

const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let files = 0;

/** Replicas that others write beside. */
const following = new WeakSet<object>();

/** Syncs before each read where others write, so that it sees at once what they have written. */
class FollowingReplica extends DatasetsLibSQL {
  #isSyncing = false;

  protected override async run<Result>(operation: () => Promise<Result>): Promise<Result> {
    if (following.has(this) && !this.#isSyncing) {
      this.#isSyncing = true;
      await this.sync().finally(() => {
        this.#isSyncing = false;
      });
    }
    return super.run(operation);
  }
}

const { create, reopen, connect, destroy } = serverConfiguration({
  open: (options) => new FollowingReplica(options),
  urlOf: ({ httpUrl }) => httpUrl,
  connect: (syncUrl) => {
    files += 1;
    return { url: `file:${join(folder, `${files}.db`)}`, syncUrl };
  },
  // A new replica fetches all that ever happened on its server.
  storagesPerServer: 40,
});

runDatasetsConformance({
  name: 'DatasetsLibSQL in an embedded replica',
  create: async (options) => {
    const storage = await create(options);
    // Its file may come from an earlier test.
    await storage.sync();
    return storage;
  },
  reopen,
  connect: async (storage) => {
    const second = await connect(storage);
    following.add(storage).add(second);
    return second;
  },
  destroy,
  model: { runs: 15 },
  fuzz: { runs: 40 },
  report: reportFigure,
});
