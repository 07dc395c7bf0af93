import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { makePrograms } from '@mastra-datasets/test-servers/programs';
import { makeCopiedDataset } from './dataset.js';
import { copyAnswerSchema, type CopyTask } from './task.js';

const HELP = `Measures copyDatasetTo to a LibSQL file, each time in a process of its own.

  --items 50000       how many items the dataset has
  --versions 200      how many versions
  --changes 1000,250  how many items each version changes; one row of results for each
  --runs 3            how often each is measured
  --help              this text

The memory is what the process holds at most, its code included, which is JavaScript as a user has it:
nothing compiles it meanwhile. From a file it holds nothing of the source; with a source in memory, it
also holds the source and what making that took.`;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '50000' },
    versions: { type: 'string', default: '200' },
    changes: { type: 'string', default: '1000,250' },
    runs: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});

const run = promisify(execFile);

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

async function measure(program: string, task: CopyTask): Promise<string> {
  const load = loadavg()[0] ?? 0;
  const { stdout } = await run(process.execPath, [program, JSON.stringify(task)]);
  const answer = copyAnswerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  const { milliseconds, processor, memoryBefore, mostMemory } = answer;
  return [
    `${task.changes} changes a version, from ${task.source === null ? 'memory' : 'a file'}:`,
    `${(milliseconds / 1_000).toFixed(1)} s, ${(processor / 1_000).toFixed(1)} s of the processor,`,
    `at most ${megabytes(mostMemory)}, ${megabytes(memoryBefore)} before;`,
    `load ${load.toFixed(1)}`,
  ].join(' ');
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-copy-'));
  const [program = ''] = await makePrograms([CHILD]);
  const [items, versions, runs] = [values.items, values.versions, values.runs].map(Number);
  try {
    for (const changes of values.changes.split(',').map(Number)) {
      const size = { items: items ?? 0, versions: versions ?? 0, changes };
      const source = join(folder, `source-${changes}.db`);
      const storage = new DatasetsLibSQL({ url: `file:${source}` });
      const datasetId = await makeCopiedDataset(storage, size);
      await storage.close();
      for (const from of [source, null]) {
        for (let number = 0; number < (runs ?? 0); number += 1) {
          const target = join(folder, `target-${changes}-${from === null}-${number}.db`);
          console.log(await measure(program, { source: from, target, datasetId, ...size }));
          await rm(target);
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.help) console.log(HELP);
else await main();
