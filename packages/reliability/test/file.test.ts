import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportFigure } from '@mastra-datasets/test-servers';
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
import { concludeBesideWriter, concludeCompetition, concludeKills } from './outcomes.js';

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
      concludeCompetition(figures, seed);
    },
    TIME_LIMIT_MS,
  );

  it(
    'merge different members of one item, and lose none',
    async () => {
      const merges = 500 * scale;
      const storage = libsqlSpec({ url: `file:${join(folder, 'merged.db')}` });
      const figures = await runMerges({ storage, processes: 2, mergesPerProcess: merges });
      expect(figures).toEqual({ merges: 2 * merges, versions: 2 * merges, lost: [] });
      reportFigure('merges of processes into one item, none lost', figures.merges);
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
