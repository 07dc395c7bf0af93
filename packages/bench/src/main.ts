import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBenchmark } from './benchmark.js';
import { PATHS } from './paths.js';
import { ensurePeers } from './peers/install.js';
import { loadPeers, NO_PEERS } from './peers/load.js';
import { FULL_PLAN, SHORT_PLAN, type Plan } from './plan.js';
import { loadQuestions } from './questions.js';
import { report } from './report.js';
import { tablesOf } from './report/tables.js';
import { toTerminal } from './report/terminal.js';
import type { Results } from './results.js';

const HELP = `Measures the adapters against their peers.

  --short           a minute instead of several: smaller datasets, fewer operations
  --ours            our own figures only; nothing is installed to compare with
  --sizes 1000,5000 other sizes of datasets; the results are printed only
  --rounds 1        another number of rounds; the results are printed only
  --help            this text`;

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    rounds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function planOf(): Plan {
  const plan = values.short ? SHORT_PLAN : FULL_PLAN;
  const sizes = values.sizes?.split(',').map(Number);
  return {
    ...plan,
    sizes: sizes ?? plan.sizes,
    memorySizes: sizes ?? plan.memorySizes,
    rounds: values.rounds === undefined ? plan.rounds : Number(values.rounds),
  };
}

async function main(): Promise<void> {
  const plan = planOf();
  if (!values.ours) ensurePeers(PATHS.peers);
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-bench-'));
  try {
    const results = await runBenchmark({
      plan,
      questions: loadQuestions(PATHS.questions),
      peers: values.ours ? NO_PEERS : await loadPeers(PATHS.peers),
      folder,
      log: (line) => {
        console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
      },
      rows: [],
      costs: [],
      bytesPerItem: [],
      iterationMemory: [],
      connections: [],
    });
    for (const table of tablesOf(results)) console.log(toTerminal(table));
    await keep(results);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the results of a run that measured what its mode says. */
async function keep(results: Results): Promise<void> {
  if (values.ours || values.sizes !== undefined || values.rounds !== undefined) return;
  await mkdir(PATHS.resultsFolder, { recursive: true });
  await writeFile(PATHS.results(results.mode), `${JSON.stringify(results, null, 2)}\n`);
  if (results.mode === 'full') await report();
}

if (values.help) console.log(HELP);
else await main();
