import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  libsqlSpec,
  readSettings,
  runBesideWriter,
  runCompetition,
  runKills,
  runMerges,
  withSeed,
} from '../src/index.js';
import {
  concludeBesideWriter,
  concludeCompetition,
  concludeKills,
  concludeMerges,
} from './outcomes.js';

const { scale, seed } = readSettings();
const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const TIME_LIMIT_MS = 600_000 * scale;

/** A call ends after so many milliseconds, if others overtake it until then. */
const SHORT_MS = 2_000;

describe('processes that share a file', () => {
  it(
    'lose nothing, fail never, and change no version',
    async () => {
      const figures = await withSeed(seed, () =>
        runCompetition({
          storage: libsqlSpec({ url: `file:${join(folder, 'shared.db')}` }),
          seed,
          processes: 4,
          callsPerWriter: 280 * scale,
          incrementsPerProcess: 60 * scale,
        }),
      );
      expect(figures.mutations).toBeGreaterThanOrEqual(2_000 * scale);
      expect(figures.increments).toBe(4 * 60 * scale);
      expect(figures.reads).toBeGreaterThan(0);
      concludeCompetition(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it.each([
    { name: 'connections of our own', withClient: [false, false] },
    { name: 'a connection of our own and a client of the caller’s', withClient: [false, true] },
    { name: 'clients of their callers’', withClient: [true, true] },
  ] as const)(
    'merge different members of one item through $name, and lose none',
    async ({ withClient: [first, second] }) => {
      const merges = 200 * scale;
      const url = `file:${join(folder, `merged ${first} ${second}.db`)}`;
      const spec = (withClient: boolean) =>
        libsqlSpec({ url, withClient, busyTimeoutMs: SHORT_MS });
      const storages = [spec(first), spec(second)] as const;
      concludeMerges(await runMerges({ storages, mergesPerProcess: merges }), merges);
    },
    TIME_LIMIT_MS,
  );

  it(
    'merge into one item, and none of them is overtaken again and again',
    async () => {
      const merges = 50 * scale;
      const url = `file:${join(folder, 'merged by four.db')}`;
      const spec = libsqlSpec({ url, busyTimeoutMs: SHORT_MS });
      const storages = [spec, spec, spec, spec] as const;
      concludeMerges(await runMerges({ storages, mergesPerProcess: merges }), merges);
    },
    TIME_LIMIT_MS,
  );

  it(
    'survive the death of any of them',
    async () => {
      const kills = 50 * scale;
      const figures = await withSeed(seed, () =>
        runKills({
          storage: libsqlSpec({ url: `file:${join(folder, 'killed.db')}` }),
          seed,
          kills,
        }),
      );
      expect(figures.kills).toBe(kills);
      expect(figures.acknowledged).toBeGreaterThan(kills);
      concludeKills(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it(
    'get long operations done while another process keeps writing',
    async () => {
      const spec = (name: string) => libsqlSpec({ url: `file:${join(folder, name)}` });
      const databases = { storage: spec('written.db'), target: spec('copy.db') };
      const figures = await runBesideWriter({ ...databases, items: 2_000 * scale, pauseMs: 20 });
      concludeBesideWriter(figures);
    },
    TIME_LIMIT_MS,
  );
});
