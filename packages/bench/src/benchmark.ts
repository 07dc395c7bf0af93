import { describeEnvironment } from './environment.js';
import type { Results } from './results.js';
import type { Run } from './run.js';
import { measurePointReadBreakdown } from './suites/breakdown.js';
import { measureBulk } from './suites/bulk.js';
import { measureCommitRate } from './suites/commits.js';
import { measureFinding, measureOwnedDatasets } from './suites/finding.js';
import { measureGrowth } from './suites/growth.js';
import {
  checkContents,
  closeAll,
  noteConnections,
  prepare,
  type Prepared,
} from './suites/prepared.js';
import { measureCurrentReads, measureInitialize, measureVersionReads } from './suites/reads.js';
import { measureSessions } from './suites/sessions.js';
import { measureConcurrency, measureCountChanges, measureEdits } from './suites/writes.js';
import { formatSize, judge } from './targets.js';

/** Measures everything that the plan asks for. */
export async function runBenchmark(run: Run): Promise<Results> {
  const start = Date.now();
  const files = await measureFiles(run);
  for (const size of run.plan.memorySizes) await measureMemory(run, size);
  for (const size of run.plan.sizes) {
    run.log(`file, ${formatSize(size)} items: sessions`);
    await measureSessions(run, size);
    run.log(`file, ${formatSize(size)} items: finding`);
    await measureFinding(run, 'file', size);
  }
  for (const size of run.plan.memorySizes) await measureFinding(run, 'memory', size);
  run.log('list of datasets');
  await measureOwnedDatasets(run);
  run.log('commits a second');
  const commitsPerSecond = [await measureCommitRate(run)];
  const { rows, costs, bytesPerItem, iterationMemory, connections } = run;
  const { growth, pointReadBreakdown } = files;
  return {
    mode: run.plan.mode,
    startedAt: new Date(start).toISOString(),
    seconds: Math.round((Date.now() - start) / 1_000),
    environment: describeEnvironment(run.peers),
    rounds: run.plan.rounds,
    questions: run.questions.origin,
    connections,
    rows,
    bytesPerItem,
    iterationMemory,
    commitsPerSecond,
    costs,
    growth,
    pointReadBreakdown,
    targets: judge({ rows, costs, growth, commitsPerSecond }),
  };
}

/** Measures stores on files; they stay open until the growth from small to large is measured. */
async function measureFiles(run: Run): Promise<Pick<Results, 'growth' | 'pointReadBreakdown'>> {
  const open: Prepared[] = [];
  for (const size of run.plan.sizes) {
    run.log(`file, ${formatSize(size)} items: bulk`);
    await measureBulk(run, 'file', size);
    open.push(await measureVersions(run, 'file', size));
  }
  const [small] = open;
  const large = open.at(-1);
  if (small === undefined || large === undefined) return { growth: [], pointReadBreakdown: [] };
  await noteConnections(run, large, 'before the concurrent additions');
  run.log('file: growth and breakdown');
  const pointReadBreakdown = await measurePointReadBreakdown(run, large);
  const growth = await measureGrowth(run, small, large);
  for (const prepared of open) {
    run.log(`file, ${formatSize(prepared.size)} items: deletes and additions`);
    await measureInitialize(run, prepared);
    await measureCountChanges(run, prepared);
    await measureConcurrency(run, prepared);
  }
  await noteConnections(run, large, 'after the concurrent additions');
  for (const prepared of open) await closeAll(prepared);
  return { growth, pointReadBreakdown };
}

async function measureMemory(run: Run, size: number): Promise<void> {
  run.log(`memory, ${formatSize(size)} items`);
  await measureBulk(run, 'memory', size);
  const prepared = await measureVersions(run, 'memory', size);
  await measureCountChanges(run, prepared);
  await measureConcurrency(run, prepared);
  await closeAll(prepared);
}

/** Measures the reads of a store's versions and the edits that make them. */
async function measureVersions(
  run: Run,
  store: Prepared['store'],
  size: number,
): Promise<Prepared> {
  const prepared = await prepare(run, store, size);
  run.log(`${store}, ${formatSize(size)} items: reads`);
  await measureCurrentReads(run, prepared);
  run.log(`${store}, ${formatSize(size)} items: edits`);
  await measureEdits(run, prepared);
  await checkContents(prepared);
  run.log(`${store}, ${formatSize(size)} items: versions`);
  await measureVersionReads(run, prepared);
  return prepared;
}
