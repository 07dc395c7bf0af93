import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBenchmark } from '../src/benchmark.js';
import { NO_PEERS } from '../src/peers/load.js';
import { TEST_PLAN } from '../src/plan.js';
import { generateQuestion } from '../src/questions.js';
import { writeCharts } from '../src/report/charts.js';
import { tablesOf } from '../src/report/tables.js';
import { toTerminal } from '../src/report/terminal.js';
import { resultsSchema, type Results } from '../src/results.js';

/** The benchmark checks what it measures; here nothing is asserted about times. */
describe('the benchmark, on a tiny plan and against nobody', () => {
  let folder: string;
  let results: Results;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
    results = await runBenchmark({
      plan: TEST_PLAN,
      questions: { origin: 'generated', at: generateQuestion },
      peers: NO_PEERS,
      folder,
      log: () => undefined,
      rows: [],
      costs: [],
      bytesPerItem: [],
      iterationMemory: [],
      connections: [],
    });
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('gives results that can be written and read again', () => {
    expect(resultsSchema.parse(JSON.parse(JSON.stringify(results)))).toEqual(results);
  });

  it.each(TEST_PLAN.sizes)('measures every row at %d items', (size) => {
    const works = (store: string) =>
      results.rows
        .filter((row) => row.store === store && row.size === size)
        .map(({ work }) => work);
    const inMemory = works('memory');
    expect(new Set(inMemory).size).toBe(inMemory.length);
    expect(inMemory).toHaveLength(17);
    // Only a file can be opened again.
    const onFilesOnly = ['initialize', 'coldRead', 'session', 'coldSession'];
    expect(new Set(works('file'))).toEqual(new Set([...inMemory, ...onFilesOnly]));
  });

  it('says how durable the connections are', () => {
    expect(results.connections).toContainEqual({
      label: 'ours, LibSQL file',
      when: 'before the concurrent additions',
      journalMode: 'wal',
      synchronous: 'NORMAL',
    });
  });

  it('judges targets by what was measured, and leaves the others open', () => {
    const byKind = (kind: string) => results.targets.filter(({ what }) => what.startsWith(kind));
    expect(byKind('file against the peer').map(({ outcome }) => outcome)).not.toContain('pass');
    expect(byKind('growth').map(({ outcome }) => outcome)).not.toContain('not measured');
  });

  it.each(['file', 'memory'])('measures what finding costs, with a store in %s', (store) => {
    const labels = results.costs
      .filter((cost) => cost.store === store && cost.size === TEST_PLAN.sizes[0])
      .map(({ label }) => label);
    expect(labels).toEqual([
      'where that all items match',
      'where that one of ten matches',
      'sample of half',
      'page of 50 of a split of 1 %',
      'page of 50 of a search that 1 % match',
    ]);
  });

  it('prints every row', () => {
    const text = tablesOf(results).map(toTerminal).join('\n');
    for (const work of [
      'add one by one',
      'diff of 10 changes',
      'growth: point read',
      'sample of half',
    ]) {
      expect(text).toContain(work);
    }
  });

  it('draws charts', async () => {
    const names = await writeCharts(join(folder, 'charts'), results);
    expect(names).toEqual(['reads', 'snapshots', 'writes', 'bulk', 'memory']);
    const svg = await readFile(join(folder, 'charts', 'reads.svg'), 'utf8');
    expect(svg).toMatch(/^<svg .*point read/s);
  });
});
