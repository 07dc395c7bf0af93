import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installProject } from '@mastra-datasets/install-on-demand';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { installBuilt } from './built-packages.js';
import { codeBlocks, outputOf } from './examples.js';
import { packageRoot, repositoryRoot, run, runNode } from './processes.js';

/** Where the frameworks are installed. */
const frameworks = join(packageRoot, 'frameworks');

/** A project of its own, with the frameworks and the packages as they are published. */
const project = await mkdtemp(join(tmpdir(), 'mastra-datasets-frameworks-'));
const modules = join(project, 'node_modules');

const document = 'docs/http.md';
const blocks = codeBlocks(document, await readFile(join(repositoryRoot, document), 'utf8'));

/** The text of a block of the document. */
function textOf(name: string): string {
  const text = blocks.find((block) => block.name === name)?.text ?? '';
  expect(text, name).not.toBe('');
  return text;
}

beforeAll(async () => {
  installProject(frameworks, 'the frameworks of the examples');
  await installBuilt(project, ['core', 'json', 'files', 'inmemory', 'server']);
  for (const name of ['express', 'next', 'react', 'react-dom']) {
    await symlink(join(frameworks, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
});

afterAll(() => rm(project, { recursive: true, force: true }));

test('Express serves the API beside pages of its own', async () => {
  const text = textOf('express-server');
  await writeFile(join(project, 'express.mjs'), text);
  const { code, stdout, stderr } = await runNode([join(project, 'express.mjs')], project);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual(outputOf(text, '//'));
});

test('Next.js serves the API as one of its routes', async () => {
  const route = join(project, 'app/api/v1/[[...path]]');
  await mkdir(route, { recursive: true });
  await writeFile(join(route, 'route.js'), textOf('next-route'));
  const bin = join(modules, 'next/dist/bin/next');
  // The other bundler refuses packages that are links to folders outside the project.
  const node = ['NEXT_TELEMETRY_DISABLED=1', process.execPath];
  const built = await run('env', [...node, bin, 'build', '--webpack'], project);
  expect(built.code, built.stdout + built.stderr).toBe(0);
  const url = await serveNext(bin);
  const ask = (path: string, init: RequestInit = {}) => fetch(`${url}/api/v1${path}`, init);
  const created = await ask('/datasets', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: 'capitals', name: 'Capitals' }),
  });
  expect(created.status).toBe(201);
  const lines = Array.from({ length: 500 }, (_, input) => `${JSON.stringify({ input })}\n`);
  const imported = await ask('/datasets/capitals/imports', {
    method: 'POST',
    headers: { 'Content-Type': 'application/jsonl' },
    body: lines.join(''),
  });
  expect(await imported.json()).toMatchObject({ added: 500 });
  const exported = await ask('/datasets/capitals/export');
  expect(await exported.text()).toBe(lines.join(''));
  const missing = await ask('/datasets/unknown');
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { code: 'DATASET_NOT_FOUND' },
  ]);
});

/** Starts the application of Next.js, until the end of the test, and gives its address. */
async function serveNext(bin: string): Promise<string> {
  const port = await freePort();
  const parameters = [bin, 'start', '--hostname', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, parameters, {
    cwd: project,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => end(child));
  for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    if (text.includes('Ready')) return `http://127.0.0.1:${port}`;
  }
  throw new Error('Next.js ended before it was ready.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'close');
}

/** A port that nobody listens at. Next.js does not say which one it took by itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
