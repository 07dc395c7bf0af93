import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkAcknowledged } from '../ledger/acknowledged.js';
import { toCalls } from '../ledger/calls.js';
import { Ledger } from '../ledger/ledger.js';
import { Random } from '../random.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';
import { WorkerProcess } from '../worker-process.js';

export interface KillsOptions {
  readonly storage: StorageSpec;
  readonly seed: number;
  /** How many processes are killed, two at a time on the same storage. */
  readonly kills: number;
}

export interface KillsFigures {
  readonly kills: number;
  readonly acknowledged: number;
  /** Calls that a kill left without an answer, and that turned out to be applied, whole. */
  readonly appliedWithoutAnswer: number;
  readonly versions: number;
  /** Acknowledged calls that no version holds: there must be none. */
  readonly lost: readonly string[];
}

const DATASETS = 2;

/** How many mutations a process makes before it is killed, at most. */
const MOST_MUTATIONS = 25;

/** How long it goes on after that, at most, so that the kill hits any moment; in milliseconds. */
const LONGEST_DELAY_MS = 12;

/** How many old versions are read again after each kill, of each dataset. */
const OLD_VERSIONS = 3;

class Kills {
  readonly #options: KillsOptions;
  readonly #folder: string;
  readonly #random: Random;
  readonly #ledger: Ledger;
  #started = 0;
  #killed = 0;
  #acknowledged = 0;

  constructor(options: KillsOptions, folder: string, random: Random, ledger: Ledger) {
    this.#options = options;
    this.#folder = folder;
    this.#random = random;
    this.#ledger = ledger;
  }

  async run(): Promise<KillsFigures> {
    let next = this.#startPair();
    try {
      while (this.#killed < this.#options.kills) {
        const pair = await next;
        // The next two start meanwhile, but open nothing before it is their turn.
        next = this.#startPair();
        await this.#killPair(pair);
      }
    } finally {
      for (const worker of await next) await worker.kill();
    }
    return {
      kills: this.#killed,
      acknowledged: this.#acknowledged,
      appliedWithoutAnswer: this.#ledger.adopted,
      versions: this.#ledger.versions,
      lost: this.#ledger.lost,
    };
  }

  #startPair(): Promise<[WorkerProcess, WorkerProcess]> {
    const start = () => {
      this.#started += 1;
      return WorkerProcess.start(this.#folder, `process-${this.#started}`);
    };
    return Promise.all([start(), start()]);
  }

  /** Kills one process while the other goes on, then the other; checks after each. */
  async #killPair([first, second]: readonly [WorkerProcess, WorkerProcess]): Promise<void> {
    for (const worker of [first, second]) this.#run(worker);
    try {
      await this.#kill(first);
      await this.#withStorage(async (storage) => {
        await this.#ledger.verify(storage);
        const calls = toCalls(first.name, first.entries);
        this.#acknowledged += await checkAcknowledged(storage, calls);
      });
    } finally {
      await this.#kill(second);
    }
    this.#acknowledged += second.progress.mutations;
    this.#ledger.take([first, second]);
    await this.#withStorage((storage) => this.#ledger.check(storage, this.#random, OLD_VERSIONS));
  }

  #run(worker: WorkerProcess): void {
    worker.run({
      storage: this.#options.storage,
      name: worker.name,
      seed: this.#random.seed(),
      datasetIds: [...this.#ledger.datasetIds],
      counter: this.#ledger.counter,
      writers: 2,
      callsPerWriter: null,
      increments: null,
      readers: 0,
      batchLength: 200,
      outages: false,
    });
  }

  async #kill(worker: WorkerProcess): Promise<void> {
    const { mutations } = worker.progress;
    await worker.untilMutations(mutations + this.#random.integer(1, MOST_MUTATIONS));
    await delay(this.#random.integer(0, LONGEST_DELAY_MS));
    await worker.kill();
    this.#killed += 1;
  }

  /** Opens the storage anew, as whoever comes after the crash. */
  async #withStorage(
    work: (storage: Awaited<ReturnType<typeof openStorage>>) => Promise<void>,
  ): Promise<void> {
    const storage = await openStorage(this.#options.storage);
    try {
      await work(storage);
    } finally {
      await storage.close();
    }
  }
}

/**
 * Kills processes while they write, again and again on the same storage. Rejects unless after each
 * kill everything acknowledged is there exactly, and nothing is there by half.
 */
export async function runKills(options: KillsOptions): Promise<KillsFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-kills-'));
  const storage = await openStorage(options.storage);
  const ledger = await Ledger.begin(storage, DATASETS);
  await storage.close();
  try {
    return await new Kills(options, folder, new Random(options.seed), ledger).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
