import { createClient } from '@libsql/client';
import { ITEM_STATE_COLUMNS, TABLE_DATASET_ITEMS } from '@mastra-datasets/core';
import Driver from 'libsql';
import { median } from 'simple-statistics';
import { check } from '../check.js';
import { LimitContender } from '../contenders/limit.js';
import { OurFileContender } from '../contenders/our-file.js';
import { costOf, takeSample } from '../measure/sample.js';
import type { Measure } from '../results.js';
import type { Run } from '../run.js';
import type { Prepared } from './prepared.js';

type Step = () => unknown;

/** Shows where the time of a point read goes: what each layer down to SQLite takes by itself. */
export async function measurePointReadBreakdown(
  run: Run,
  { ours, all, size }: Prepared,
): Promise<Measure[]> {
  const { contender } = ours;
  check(contender instanceof OurFileContender, 'the breakdown needs a file');
  const id = ours.idAt(ours.nextPlace());
  const columns = ITEM_STATE_COLUMNS.map((column) => `"${column}"`).join(', ');
  const sql = `SELECT ${columns} FROM "${TABLE_DATASET_ITEMS}" WHERE id = ?`;
  const driver = new Driver(contender.path);
  const prepared = driver.prepare(sql).raw(true);
  const client = createClient({ url: `file:${contender.path}`, concurrency: 1 });

  const steps = new Map<string, Step>([
    ['ours: getItemById', () => contender.getItem(id)],
    ['libsql: prepared, the row alone', () => prepared.get([id])],
    ['@libsql/client: execute, the row alone', () => client.execute({ sql, args: [id] })],
  ]);
  const limit = all.find((subject) => subject.contender instanceof LimitContender);
  if (limit?.contender instanceof LimitContender) {
    const sqlite = limit.contender;
    const row = limit.idAt(limit.nextPlace());
    steps.set('better-sqlite3: prepared, parsed', () => sqlite.getItem(row));
    steps.set('better-sqlite3: prepared, the row alone', () => sqlite.getRow(row));
  }
  const costs = await timeSteps(run, ours.contender, steps);
  client.close();
  driver.close();
  return [...costs].map(([label, value]) => ({ store: 'file', size, label, value }));
}

async function timeSteps(
  { plan }: Run,
  contender: OurFileContender | Prepared['ours']['contender'],
  steps: ReadonlyMap<string, Step>,
): Promise<Map<string, number>> {
  const costs = new Map([...steps.keys()].map((label) => [label, [] as number[]]));
  // The first round only warms up.
  for (let round = 0; round <= plan.rounds; round += 1) {
    for (const [label, step] of steps) {
      const sample = await takeSample(contender, plan.operations.pointReads, async () => {
        for (let index = 0; index < plan.operations.pointReads; index += 1) await step();
      });
      if (round > 0) costs.get(label)?.push(costOf(sample));
    }
  }
  return new Map([...costs].map(([label, samples]) => [label, median(samples)]));
}
