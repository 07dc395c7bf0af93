import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../ledger/ledger.js';
import { Random } from '../random.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';
import type { Progress } from '../worker/messages.js';
import { WorkerProcess } from '../worker-process.js';

/** How many processes compete, and how much each of them does. */
export interface CompetitionOptions {
  readonly storage: StorageSpec;
  readonly seed: number;
  readonly processes: number;
  readonly callsPerWriter: number;
  readonly incrementsPerProcess: number;
}

export interface CompetitionFigures {
  readonly mutations: number;
  readonly conflicts: number;
  readonly increments: number;
  readonly reads: number;
  readonly versions: number;
  /** Acknowledged calls that no version holds: there must be none. */
  readonly lost: readonly string[];
}

const DATASETS = 3;
const WRITERS = 2;

/**
 * Lets processes change and read the same datasets of one storage at the same time. Rejects when
 * any call of any of them fails, when a pinned version changes, and unless exactly what they were
 * told is there in the end.
 */
export async function runCompetition(options: CompetitionOptions): Promise<CompetitionFigures> {
  const random = new Random(options.seed);
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-competition-'));
  const storage = await openStorage(options.storage);
  const ledger = await Ledger.begin(storage, DATASETS);
  const workers = await Promise.all(
    Array.from({ length: options.processes }, (_, index) =>
      WorkerProcess.start(folder, `process-${index}`),
    ),
  );
  try {
    for (const worker of workers) {
      worker.run({
        storage: options.storage,
        name: worker.name,
        seed: random.seed(),
        datasetIds: [...ledger.datasetIds],
        counter: ledger.counter,
        writers: WRITERS,
        callsPerWriter: options.callsPerWriter,
        increments: options.incrementsPerProcess,
        readers: 1,
        batchLength: 40,
        outages: false,
      });
    }
    const progresses = await Promise.all(workers.map((worker) => worker.untilEnd()));
    const sum = (what: keyof Progress) =>
      progresses.reduce((total, progress) => total + progress[what], 0);
    ledger.take(workers);
    await ledger.checkAll(storage, random, sum('increments'));
    return {
      mutations: sum('mutations'),
      conflicts: sum('conflicts'),
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
