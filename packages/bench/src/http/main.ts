import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { markdownTable } from 'markdown-table';
import { ensureLoad, measureLoad } from './load.js';
import { bareSchema, servedSchema, WORKS, type HttpTask, type Served } from './task.js';

const HELP = `Measures how many requests a second the server answers, beside the bare storage.

  --items 50000     how many items the dataset has
  --seconds 5       how long each figure is measured
  --connections 10  how many clients ask at once, or calls of the bare storage are under way
  --readers 8       how many clients of a stream take nothing of it meanwhile
  --help            this text

Server, load and bare storage are processes of their own, and the load takes a processor for itself.`;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const OPTIONS = ['--import', 'tsx', '--conditions=mastra-datasets-source', CHILD];

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '10' },
    readers: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});
const [seconds, connections, readers] = [values.seconds, values.connections, values.readers].map(
  Number,
) as [number, number, number];

async function measureBare(task: HttpTask): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...OPTIONS,
    JSON.stringify(task),
  ]);
  return bareSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).perSecond;
}

/** Serves a store in a process, as long as work is done with it. */
async function whileServed<Result>(
  task: HttpTask,
  work: (served: Served) => Promise<Result>,
): Promise<Result> {
  const child = spawn(process.execPath, [...OPTIONS, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return await work(servedSchema.parse(JSON.parse(line)));
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  }
}

/** Asks for a stream, and takes nothing of it. */
async function readNothing({ url, token, stream }: Served): Promise<IncomingMessage> {
  const headers = { Authorization: `Bearer ${token}` };
  const asked = request(`${url}${stream}`, { headers, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.pause();
  // It is cut off at the end.
  answer.on('error', () => undefined);
  return answer;
}

const whole = (number: number) => Math.round(number).toLocaleString('en-US');

async function measureStore(store: string, file: string | null): Promise<string[][]> {
  const common = { file, items: Number(values.items), seconds, concurrency: connections };
  const bare = new Map<string, number>();
  for (const work of WORKS) bare.set(work, await measureBare({ ...common, work }));
  return whileServed({ ...common, work: null }, async (served) => {
    const rows: string[][] = [];
    for (const work of WORKS) {
      const measure = () =>
        measureLoad(`${served.url}${served.paths[work]}`, {
          token: served.token,
          seconds,
          connections,
        });
      const alone = await measure();
      const slow = await Promise.all(Array.from({ length: readers }, () => readNothing(served)));
      const beside = await measure();
      for (const answer of slow) answer.destroy();
      rows.push([
        store,
        work,
        whole(bare.get(work) ?? 0),
        ...[alone, beside].flatMap(({ perSecond, slowest }) => [whole(perSecond), `${slowest} ms`]),
      ]);
    }
    return rows;
  });
}

async function main(): Promise<void> {
  ensureLoad();
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-http-'));
  try {
    const rows = [
      ...(await measureStore('LibSQL file', join(folder, 'load.db'))),
      ...(await measureStore('memory', null)),
    ];
    const heads = ['store', 'work', 'bare storage', 'HTTP', '99 % within'];
    const slow = [`HTTP, ${readers} readers that take nothing`, '99 % within'];
    const align = ['l', 'l', ...rows.flatMap(() => ['r', 'r'])].slice(0, 7);
    console.log(
      `Calls and requests a second, ${connections} at once, ${values.items} items, Node ${process.version}, ${cpus().length} processors, load ${(loadavg()[0] ?? 0).toFixed(1)}\n`,
    );
    console.log(markdownTable([[...heads, ...slow], ...rows], { align }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (values.help) console.log(HELP);
else await main();
