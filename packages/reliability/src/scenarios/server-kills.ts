import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkAcknowledged } from '../ledger/acknowledged.js';
import { toCalls } from '../ledger/calls.js';
import { Ledger } from '../ledger/ledger.js';
import { Random } from '../random.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';
import type { Progress } from '../worker/messages.js';
import { WorkerProcess } from '../worker-process.js';

/** A server that can be killed and started again on the same data. */
interface Server {
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface ServerKillsOptions {
  readonly server: Server;
  /** How each process reaches the server. */
  readonly storages: readonly [StorageSpec, ...StorageSpec[]];
  readonly seed: number;
  readonly kills: number;
}

export interface ServerKillsFigures {
  readonly kills: number;
  readonly mutations: number;
  /** Calls made again after a failure, as its code allows. */
  readonly repeats: number;
  /** Calls that had been applied although they failed, as their repetition showed. */
  readonly recovered: number;
  readonly increments: number;
  readonly reads: number;
  readonly versions: number;
  /** Acknowledged calls that no version holds: there must be none. */
  readonly lost: readonly string[];
}

const DATASETS = 2;

/** How many mutations a process makes before the server is killed, at most. */
const MOST_MUTATIONS = 20;

/** How long it goes on after that, at most, so that the kill hits any moment; in milliseconds. */
const LONGEST_DELAY_MS = 12;

/**
 * Kills a server under load and starts it again, while processes go on with their work by what the
 * errors tell them. Rejects unless everything acknowledged is there exactly, and everything that
 * was repeated is there once.
 */
export async function runServerKills(options: ServerKillsOptions): Promise<ServerKillsFigures> {
  const { server, storages, seed, kills } = options;
  const random = new Random(seed);
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-server-kills-'));
  const storage = await openStorage(storages[0]);
  const ledger = await Ledger.begin(storage, DATASETS);
  const workers = await Promise.all(
    storages.map((_, index) => WorkerProcess.start(folder, `process-${index}`)),
  );
  try {
    for (const [index, worker] of workers.entries()) {
      worker.run({
        storage: storages[index] ?? storages[0],
        name: worker.name,
        seed: random.seed(),
        datasetIds: [...ledger.datasetIds],
        counter: ledger.counter,
        writers: 2,
        callsPerWriter: null,
        increments: null,
        readers: 1,
        batchLength: 100,
        outages: true,
      });
    }
    for (let killed = 0; killed < kills; killed += 1) {
      await Promise.all(
        workers.map((worker) =>
          worker.untilMutations(worker.progress.mutations + random.integer(1, MOST_MUTATIONS)),
        ),
      );
      await delay(random.integer(0, LONGEST_DELAY_MS));
      await server.kill();
      // What was acknowledged before the server was started again.
      const calls = workers.flatMap((worker) =>
        toCalls(worker.name, worker.entries).slice(-2 * MOST_MUTATIONS),
      );
      await server.start();
      await checkAcknowledged(storage, calls);
      await ledger.verify(storage);
    }
    const progresses = await Promise.all(workers.map((worker) => worker.stop()));
    const sum = (what: keyof Progress) =>
      progresses.reduce((total, progress) => total + progress[what], 0);
    ledger.take(workers);
    await ledger.checkAll(storage, random, sum('increments'));
    return {
      kills,
      mutations: sum('mutations'),
      repeats: sum('repeats'),
      recovered: sum('recovered'),
      increments: sum('increments'),
      reads: sum('reads'),
      versions: ledger.versions,
      lost: ledger.lost,
    };
  } finally {
    await Promise.allSettled(workers.map((worker) => worker.kill()));
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  }
}
