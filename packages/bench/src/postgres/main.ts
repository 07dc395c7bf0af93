import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '@mastra-datasets/test-servers';
import { markdownTable } from 'markdown-table';
import { describeEnvironment } from '../environment.js';
import { PATHS } from '../paths.js';
import { ensurePeers, installedPeers, installedVersion } from '../peers/install.js';
import { loadQuestions } from '../questions.js';
import type { Table } from '../report/tables.js';
import { toTerminal } from '../report/terminal.js';
import { FULL_POSTGRES_PLAN, runPostgresBenchmark, SHORT_POSTGRES_PLAN } from './benchmark.js';
import { loadPostgresPeer } from './peer.js';
import { judgePostgres, type PostgresResults } from './results.js';
import { postgresTables } from './tables.js';

const HELP = `Measures the PostgreSQL adapter against its peer and against pg alone.

  --short   smaller datasets and fewer rounds; the results are printed only
  --ours    without the peer, which need not be installed; the results are printed only
  --help    this text`;

const DOCUMENT = fileURLToPath(
  new URL('../../../../docs/performance-postgres.md', import.meta.url),
);

const [START, END] = ['<!-- results:start -->', '<!-- results:end -->'];

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function measure(): Promise<PostgresResults> {
  const start = Date.now();
  const plan = values.short ? SHORT_POSTGRES_PLAN : FULL_POSTGRES_PLAN;
  if (!values.ours) ensurePeers(PATHS.peers);
  const questions = loadQuestions(PATHS.questions);
  const server = await startPostgres({ durable: true });
  try {
    const [version] = await server.query('SHOW server_version');
    const rows = await runPostgresBenchmark({
      plan,
      questions,
      server,
      Peer: values.ours ? undefined : await loadPostgresPeer(PATHS.peers),
      log: (line) => {
        console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
      },
    });
    const peers = values.ours ? {} : installedPeers(PATHS.peers);
    const {
      processor = '',
      memory = '',
      system = '',
      node = '',
    } = describeEnvironment({
      versions: {},
    });
    return {
      mode: plan.mode,
      startedAt: new Date(start).toISOString(),
      seconds: Math.round((Date.now() - start) / 1_000),
      environment: {
        processor,
        memory,
        system,
        node,
        PostgreSQL: `${String(version?.['server_version'])}, on the same machine, default settings`,
        pg: installedVersion(PATHS.bench, 'pg') ?? 'unknown',
        '@mastra/pg': peers['@mastra/pg'] ?? 'not measured',
      },
      questions: questions.origin,
      rows,
      targets: judgePostgres(rows),
    };
  } finally {
    await server.stop();
  }
}

function toMarkdown({ title, note, head, rows }: Table): string {
  return [
    `## ${title}`,
    ...(note === '' ? [] : [note]),
    markdownTable([[...head], ...rows.map((row) => [...row])]),
  ].join('\n\n');
}

/** Writes the results, and the tables into the document. */
async function keep(results: PostgresResults): Promise<void> {
  await mkdir(PATHS.resultsFolder, { recursive: true });
  await writeFile(PATHS.results('postgres'), `${JSON.stringify(results, null, 2)}\n`);
  const text = await readFile(DOCUMENT, 'utf8');
  const head = text.slice(0, text.indexOf(START) + START.length);
  const tables = postgresTables(results).map(toMarkdown).join('\n\n');
  await writeFile(DOCUMENT, `${head}\n\n${tables}\n\n${text.slice(text.indexOf(END))}`);
}

if (values.help) {
  console.log(HELP);
} else {
  const results = await measure();
  for (const table of postgresTables(results)) console.log(toTerminal(table));
  if (!values.short && !values.ours) await keep(results);
}
