import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportFigure } from '@mastra-datasets/test-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { libsqlSpec, readSettings, runCompetition, runKills, withSeed } from '../src/index.js';

const { scale, seed } = readSettings();
const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const TIME_LIMIT_MS = 600_000 * scale;

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
      reportFigure('kills of processes survived', figures.kills);
      reportFigure('mutations acknowledged before kills', figures.acknowledged);
      reportFigure('unanswered calls that were applied, whole', figures.appliedWithoutAnswer);
      reportFigure('acknowledged mutations lost', figures.lost.length);
      expect(figures.lost, `with RELIABILITY_SEED=${seed}`).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});
