import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  postgresSpec,
  readSettings,
  runBesideWriter,
  runCompetition,
  runKills,
  runMerges,
  runServerKills,
  withSeed,
} from '../src/index.js';
import {
  concludeBesideWriter,
  concludeCompetition,
  concludeKills,
  concludeMerges,
  concludeServerKills,
} from './outcomes.js';

const { scale, seed } = readSettings();

const TIME_LIMIT_MS = 600_000 * scale;

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres({ durable: true });
});

afterAll(() => server.stop());

describe('processes that share a PostgreSQL server', () => {
  it(
    'lose nothing, fail never, and change no version',
    async () => {
      const connectionString = await server.createDatabase();
      const figures = await withSeed(seed, () =>
        runCompetition({
          storage: postgresSpec({ connectionString }),
          seed,
          processes: 4,
          callsPerWriter: 100 * scale,
          incrementsPerProcess: 30 * scale,
        }),
      );
      expect(figures.mutations).toBeGreaterThanOrEqual(700 * scale);
      expect(figures.increments).toBe(4 * 30 * scale);
      expect(figures.reads).toBeGreaterThan(0);
      concludeCompetition(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it(
    'merge different members of one item, and lose none',
    async () => {
      const merges = 500 * scale;
      const storage = postgresSpec({ connectionString: await server.createDatabase() });
      const storages = [storage, storage] as const;
      const figures = await runMerges({ storages, mergesPerProcess: merges });
      concludeMerges(figures, merges);
    },
    TIME_LIMIT_MS,
  );

  it(
    'merge into one item, and none of them is overtaken twice',
    async () => {
      const merges = 25 * scale;
      const connectionString = await server.createDatabase();
      // A call ends after its second refusal.
      const storage = postgresSpec({ connectionString, busyTimeoutMs: 0 });
      const storages = [storage, storage, storage, storage] as const;
      const figures = await runMerges({ storages, mergesPerProcess: merges });
      concludeMerges(figures, merges);
    },
    TIME_LIMIT_MS,
  );

  it(
    'survive the death of any of them',
    async () => {
      const kills = 16 * scale;
      const connectionString = await server.createDatabase();
      const figures = await withSeed(seed, () =>
        runKills({ storage: postgresSpec({ connectionString }), seed, kills }),
      );
      expect(figures.kills).toBe(kills);
      concludeKills(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it.each(['crash', 'kill'] as const)(
    'survive its end by a %s, and repeat what they must',
    async (end) => {
      const kills = 4 * scale;
      const storage = postgresSpec({ connectionString: await server.createDatabase() });
      const killed = { kill: () => server[end](), start: () => server.start() };
      const figures = await withSeed(seed, () =>
        runServerKills({ server: killed, storages: [storage, storage], seed, kills }),
      );
      expect(figures.mutations).toBeGreaterThan(kills);
      concludeServerKills(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it(
    'get long operations done while another process keeps writing',
    async () => {
      const spec = async () => postgresSpec({ connectionString: await server.createDatabase() });
      const databases = { storage: await spec(), target: await spec() };
      const figures = await runBesideWriter({ ...databases, items: 2_000 * scale, pauseMs: 20 });
      concludeBesideWriter(figures);
    },
    TIME_LIMIT_MS,
  );
});
