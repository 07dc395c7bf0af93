import { reportFigure, startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  postgresSpec,
  readSettings,
  runCompetition,
  runKills,
  runServerKills,
  withSeed,
} from '../src/index.js';

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
      reportFigure('mutations by competing processes', figures.mutations);
      reportFigure('reads of pinned versions meanwhile', figures.reads);
      reportFigure('acknowledged mutations lost', figures.lost.length);
      expect(figures.lost, `with RELIABILITY_SEED=${seed}`).toEqual([]);
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
      reportFigure('kills of processes survived', figures.kills);
      reportFigure('mutations acknowledged before kills', figures.acknowledged);
      reportFigure('unanswered calls that were applied, whole', figures.appliedWithoutAnswer);
      reportFigure('acknowledged mutations lost', figures.lost.length);
      expect(figures.lost, `with RELIABILITY_SEED=${seed}`).toEqual([]);
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
      reportFigure('kills of servers survived', figures.kills);
      reportFigure('mutations around kills of servers', figures.mutations);
      reportFigure('calls repeated after kills of servers', figures.repeats);
      reportFigure('calls found applied without an answer', figures.recovered);
      reportFigure('acknowledged mutations lost', figures.lost.length);
      expect(figures.lost, `with RELIABILITY_SEED=${seed}`).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});
