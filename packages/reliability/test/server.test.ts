import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  libsqlSpec,
  readSettings,
  runBesideWriter,
  runCompetition,
  runMerges,
  runServerKills,
  withSeed,
} from '../src/index.js';
import {
  concludeBesideWriter,
  concludeCompetition,
  concludeMerges,
  concludeServerKills,
} from './outcomes.js';

const { scale, seed } = readSettings();

const TIME_LIMIT_MS = 600_000 * scale;

let server: SqldServer;

beforeAll(async () => {
  server = await startSqld();
});

afterAll(() => server.stop());

describe('processes that share a libSQL server', () => {
  it(
    'lose nothing, fail never, and change no version',
    async () => {
      const figures = await withSeed(seed, () =>
        runCompetition({
          storage: libsqlSpec({ url: server.httpUrl }),
          seed,
          processes: 4,
          callsPerWriter: 40 * scale,
          incrementsPerProcess: 15 * scale,
        }),
      );
      expect(figures.mutations).toBeGreaterThanOrEqual(300 * scale);
      expect(figures.increments).toBe(4 * 15 * scale);
      expect(figures.reads).toBeGreaterThan(0);
      concludeCompetition(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it.each(['httpUrl', 'wsUrl'] as const)(
    'merge into one item through its %s, and none of them is overtaken twice',
    async (url) => {
      const merges = 25 * scale;
      // A call ends after its second refusal.
      const spec = libsqlSpec({ url: server[url], busyTimeoutMs: 0 });
      const storages = [spec, spec, spec, spec] as const;
      concludeMerges(await runMerges({ storages, mergesPerProcess: merges }), merges);
    },
    TIME_LIMIT_MS,
  );

  it.each([
    { name: 'the server itself', replicas: [false, true] },
    { name: 'another replica', replicas: [true, true] },
  ] as const)(
    'merge into one item through an embedded replica and $name, and none of them starves',
    async ({ replicas }) => {
      const merges = 100 * scale;
      const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const [first, second] = replicas.map((isReplica, index) => {
        const url = `file:${join(folder, `${index}.db`)}`;
        return libsqlSpec(isReplica ? { url, syncUrl: server.httpUrl } : { url: server.httpUrl });
      });
      if (first === undefined || second === undefined) throw new Error('Two have to compete.');
      const storages = [first, second] as const;
      // A replica's file is for one process.
      const observer = libsqlSpec({ url: server.httpUrl });
      concludeMerges(await runMerges({ storages, mergesPerProcess: merges, observer }), merges);
    },
    TIME_LIMIT_MS,
  );

  it(
    'survive its death, and repeat what they must',
    async () => {
      const kills = 8 * scale;
      const overHttp = libsqlSpec({ url: server.httpUrl });
      const overWebSockets = libsqlSpec({ url: server.wsUrl });
      const figures = await withSeed(seed, () =>
        runServerKills({ server, storages: [overHttp, overHttp, overWebSockets], seed, kills }),
      );
      expect(figures.mutations).toBeGreaterThan(kills);
      expect(figures.repeats).toBeGreaterThan(0);
      concludeServerKills(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it(
    'get long operations done while another process keeps writing',
    async () => {
      const other = await startSqld();
      onTestFinished(() => other.stop());
      const databases = {
        storage: libsqlSpec({ url: server.httpUrl }),
        target: libsqlSpec({ url: other.httpUrl }),
      };
      const figures = await runBesideWriter({ ...databases, items: 2_000 * scale, pauseMs: 20 });
      concludeBesideWriter(figures);
    },
    TIME_LIMIT_MS,
  );
});
