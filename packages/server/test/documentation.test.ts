import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, it, onTestFinished } from 'vitest';
import { PROBLEMS, serveDatasets } from '../src/index.js';
import { ROUTES } from '../src/routes/index.js';

const page = await readFile(
  fileURLToPath(new URL('../../../docs/http.md', import.meta.url)),
  'utf8',
);

/** Replaces what is another each time. */
function timeless(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>').trimEnd();
}

it('the commands with curl print what the page says', async () => {
  const server = await serveDatasets({ storage: new DatasetsInMemory(), port: 0 });
  const folder = await mkdtemp(join(tmpdir(), 'http-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const [, transcript = ''] = /```bash\n(.*?)```/s.exec(page) ?? [];
  const steps = transcript.split(/^\$ /m).slice(1);
  expect(steps.length).toBeGreaterThan(10);
  const commands = steps.map((step) => step.split('\n')[0] ?? '');
  const script = commands.flatMap((command) => [command, 'echo "=== done"']).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-O', 'expand_aliases', '-c', script], {
    cwd: folder,
    env: { ...process.env, API: `${server.url}/api/v1`, TOKEN: server.token ?? '' },
  });
  const printed = stdout.split('=== done\n').slice(0, -1);
  expect(printed).toHaveLength(steps.length);
  for (const [index, step] of steps.entries()) {
    const [command = '', ...lines] = step.split('\n');
    const shown = (printed[index] ?? '').replaceAll('\r', '');
    expect(`$ ${command}\n${timeless(shown)}`).toBe(`$ ${command}\n${timeless(lines.join('\n'))}`);
  }
});

it('the page has every code with its status', () => {
  for (const [code, [status]] of Object.entries(PROBLEMS)) {
    expect(page).toMatch(new RegExp(`\\| ${status} +\\|[^\\n]*\`${code}\``));
  }
});

it('the page has every request to every address, and no other', () => {
  const rows = [...page.matchAll(/^\| `(\/(?:datasets|items)[^`]*)` +\| (.*) \|$/gm)];
  const told = rows.flatMap(([, address = '', requests = '']) =>
    [...requests.matchAll(/`(GET|POST|PUT|PATCH|DELETE)`/g)].map(
      ([, method = '']) =>
        `${method} ${address.replace(/^\/datasets\/\{id\}/, '/datasets/{datasetId}')}`,
    ),
  );
  const routes = ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(told.sort()).toEqual(routes.sort());
});
