import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  formatLockFile,
  formatVendoredItem,
  LOCK_FILE_NAME,
  type LockEntry,
} from '@mastra-datasets/cases';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { median } from 'simple-statistics';
import { PATHS } from '../paths.js';
import { loadQuestions } from '../questions.js';
import { loadingAnswerSchema, type LoadingAnswer, type LoadingTask } from './task.js';

const HELP = `Measures how long loadCases takes beside a snapshot, on questions of GSM8K in a file.

  --items 1000,10000  how many items the dataset has; three rows of results for each
  --runs 7            how many processes measure each, in turn
  --help              this text`;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '7' },
    help: { type: 'boolean', default: false },
  },
});

const run = promisify(execFile);

/** Makes a store with questions, and a lock file with them from the store and from a file. */
async function prepare(folder: string, count: number): Promise<void> {
  const questions = loadQuestions(PATHS.questions);
  const storage = new DatasetsLibSQL({ url: `file:${join(folder, 'mastra.db')}` });
  const { id: datasetId } = await storage.createDataset({ name: 'questions' });
  const items = Array.from({ length: count }, (_, index) => {
    const { question, answer } = questions.at(index);
    return { input: { question }, expectedOutput: { answer } };
  });
  const [first] = await storage.addItems({ datasetId, items });
  if (first === undefined) throw new Error('There are no items to load.');
  const entry = {
    datasetId,
    version: first.version.toISOString(),
    versionNumber: 1,
    digest: await storage.snapshotDigest({ datasetId }),
    itemCount: count,
  };
  const lines: string[] = [];
  for await (const item of storage.iterateItems({ datasetId, order: 'oldest' })) {
    lines.push(formatVendoredItem(item));
  }
  await storage.close();
  const file = 'questions.jsonl';
  await writeFile(join(folder, file), lines.join(''));
  const entries = new Map<string, LockEntry>([
    ['stored', entry],
    ['vendored', { ...entry, file }],
  ]);
  await writeFile(join(folder, LOCK_FILE_NAME), formatLockFile({ entries }));
}

async function measure(task: LoadingTask): Promise<LoadingAnswer> {
  const options = ['--import', 'tsx', '--conditions=mastra-datasets-source'];
  const { stdout } = await run(process.execPath, [...options, CHILD, JSON.stringify(task)]);
  return loadingAnswerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** How many snapshots each call cost. */
interface Ratios {
  readonly what: LoadingTask['what'];
  readonly first: number[];
  readonly later: number[];
}

/** Compares each with the snapshot of the same turn, as the machine's speed drifts. */
async function compare(folder: string, items: number, runs: number): Promise<void> {
  const ratios = (['cases of the store', 'cases of a file'] as const).map((what): Ratios => {
    return { what, first: [], later: [] };
  });
  const snapshots: LoadingAnswer[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const snapshot = await measure({ what: 'snapshot', folder, items });
    snapshots.push(snapshot);
    for (const { what, first, later } of ratios) {
      const answer = await measure({ what, folder, items });
      first.push(answer.first / snapshot.first);
      later.push(answer.later / snapshot.later);
    }
  }
  const middle = (kind: keyof LoadingAnswer) => median(snapshots.map((each) => each[kind]));
  const size = items.toLocaleString('en-US');
  console.log(
    `${size} items, snapshot: ${middle('first').toFixed(0)} ms of the processor at first, ${middle('later').toFixed(0)} ms later; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
  for (const { what, first, later } of ratios) {
    console.log(
      `${size} items, ${what}: ${median(first).toFixed(2)} snapshots at first, ${median(later).toFixed(2)} later`,
    );
  }
}

if (values.help) console.log(HELP);
else {
  for (const items of values.items.split(',').map(Number)) {
    const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-loading-'));
    try {
      await prepare(folder, items);
      await compare(folder, items, Number(values.runs));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
