import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installProject } from '@mastra-datasets/install-on-demand';
import { z } from 'zod';
import { check } from '../check.js';
import { PATHS } from '../paths.js';

const TOOL = 'autocannon';

/** Installs what makes the load, a project of its own, unless it is there. */
export function ensureLoad(): void {
  installProject(PATHS.load, 'what makes the load');
}

/** What the tool says, as far as it is of use here. Latencies are in milliseconds. */
const answerSchema = z.object({
  requests: z.object({ average: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  errors: z.number(),
  timeouts: z.number(),
  non2xx: z.number(),
  '2xx': z.number(),
});

/** What a load got answered. */
export interface Load {
  readonly perSecond: number;
  /** How long the slowest one of a hundred answers took at least, in milliseconds. */
  readonly slowest: number;
}

/** Asks for an address again and again, from a process of its own. */
export async function measureLoad(
  url: string,
  options: { readonly token: string; readonly seconds: number; readonly connections: number },
): Promise<Load> {
  const { token, seconds, connections } = options;
  const bin = join(PATHS.load, 'node_modules', TOOL, `${TOOL}.js`);
  const parameters = ['--json', '--no-progress', '--headers', `Authorization=Bearer ${token}`];
  const sizes = ['--connections', String(connections), '--duration', String(seconds)];
  const warmup = ['--warmup', '[', '-c', String(connections), '-d', '1', ']'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[bin, ...parameters, ...sizes, ...warmup, url],
  ]);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const { requests, latency, errors, timeouts, non2xx, ...counts } = answerSchema.parse(
    JSON.parse(last),
  );
  check(counts['2xx'] > 0, 'nothing was answered');
  check(errors + timeouts + non2xx === 0, `${errors + timeouts + non2xx} requests failed`);
  return { perSecond: requests.average, slowest: latency.p99 };
}
