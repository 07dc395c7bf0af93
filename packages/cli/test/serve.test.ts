import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cli } from './support/cli.js';
import { commandFile } from './support/command.js';
import { temporaryFolder } from './support/folder.js';
import { makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]);
});

/** Starts a server, and waits until it says where it is. */
async function serve(parameters: readonly string[], env: Record<string, string> = {}) {
  const file = await commandFile();
  const child = spawn(process.execPath, [file, 'serve', '--port', '0', ...parameters], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('Stop it')) break;
  }
  const [, api = ''] = /^Serving (\S+), described/.exec(lines[0] ?? '') ?? [];
  const [, token = ''] = /^Token: (\S+)$/.exec(lines[1] ?? '') ?? [];
  const statusOf = async (bearer: string, method = 'GET') =>
    (
      await fetch(`${api}/datasets`, {
        method,
        headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
        ...(method === 'POST' ? { body: '{"name":"new"}' } : {}),
      })
    ).status;
  return { child, ended, api, token, statusOf };
}

describe('serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'tells its address and token, and ends cleanly at %s',
    async (signal) => {
      const { child, ended, api, token, statusOf } = await serve([]);
      expect(api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
      expect(await statusOf(token)).toBe(200);
      expect(await statusOf(token, 'POST')).toBe(201);
      expect(await statusOf('another')).toBe(401);
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(await cli(['verify'], { cwd })).toMatchObject({ code: 0 });
    },
  );

  it('takes tokens of the environment and hashes, and makes none then', async () => {
    const hash = createHash('sha256').update('hashed').digest('hex');
    const { token, statusOf } = await serve(['--read-token-hash', hash], {
      MASTRA_DATASETS_TOKEN: 'mine',
    });
    expect(token).toBe('');
    expect(await statusOf('mine', 'POST')).toBe(201);
    expect(await statusOf('hashed')).toBe(200);
    expect(await statusOf('hashed', 'POST')).toBe(403);
  });

  it('changes nothing with --read-only', async () => {
    const { token, statusOf } = await serve(['--read-only']);
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(token, 'POST')).toBe(403);
  });

  it('refuses what makes no sense', async () => {
    for (const parameters of [
      ['--port', '70000'],
      ['--port', 'x'],
      ['--token-hash', 'secret'],
      ['--host', '203.0.113.1'],
    ]) {
      const { code, stderr } = await cli(['serve', '--port', '0', ...parameters], { cwd });
      expect(code, stderr).toBe(2);
    }
    expect((await cli(['serve', '--url', 'none.db'], { cwd })).code).toBe(3);
  });
});
