import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cli, type CliOptions } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { makeDataset } from './support/store.js';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]);
});

/** Opens the page, asks it something at its address, and interrupts the command. */
async function open<Answer>(
  parameters: readonly string[],
  ask: (address: string) => Promise<Answer>,
  options: Partial<CliOptions> = {},
) {
  const interruption = new AbortController();
  const answers: Promise<Answer>[] = [];
  const opened: string[] = [];
  const result = await cli(['studio', ...parameters], {
    cwd,
    signal: interruption.signal,
    openAddress: (address) => Promise.resolve(void opened.push(address)),
    ...options,
    onOutput: (text) => {
      const [, address] = /(http:\S+?)"?,?\s/.exec(text) ?? [];
      if (address === undefined || answers.length > 0) return;
      const answer = ask(address).finally(() => {
        interruption.abort('SIGINT');
      });
      answer.catch(() => undefined);
      answers.push(answer);
    },
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error(`There is no address:\n${result.stderr}`);
  return { ...result, opened, answer: await answer };
}

const tokenOf = (address: string) => /#token=([\w-]{43})$/.exec(address)?.[1] ?? '';

/** How the API behind the page answers the bearer of a token. */
async function statusOf(address: string, token: string, method = 'GET'): Promise<number> {
  const answer = await fetch(new URL('/api/v1/datasets', address), {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(method === 'POST' ? { body: '{"name":"new"}' } : {}),
  });
  return answer.status;
}

describe('studio', () => {
  it('serves the page and the API, prints the address, and ends cleanly', async () => {
    const { code, stdout, answer } = await open(['--port', '0'], async (address) => {
      const page = await fetch(address);
      const statuses = [
        await statusOf(address, tokenOf(address)),
        await statusOf(address, tokenOf(address), 'POST'),
        await statusOf(address, 'another'),
      ];
      return { type: page.headers.get('Content-Type'), text: await page.text(), statuses };
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Studio: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\nStop it with Ctrl-C\.\n$/,
    );
    expect(answer.type).toMatch(/^text\/html/);
    expect(answer.text).toContain('<div id="root">');
    expect(answer.statuses).toEqual([200, 201, 401]);
    expect(await cli(['verify'], { cwd })).toMatchObject({ code: 0 });
  });

  const nothing = () => Promise.resolve();
  const screen = { isTerminal: true, env: { DISPLAY: ':0' } };

  it('opens the browser where there is a screen', async () => {
    const { opened, stdout } = await open(['--port', '0'], nothing, screen);
    expect(opened).toHaveLength(1);
    expect(stdout).toContain(opened[0]);
  });

  it.each([
    ['--no-open says so', ['--no-open'], screen],
    ['nobody sits at a terminal', [], { ...screen, isTerminal: false }],
    [
      'the terminal is of another machine',
      [],
      { isTerminal: true, env: { DISPLAY: ':0', SSH_CONNECTION: '::1' } },
    ],
  ])('only prints the address where %s', async (_, parameters, options) => {
    const { opened, code } = await open(['--port', '0', ...parameters], nothing, options);
    expect(code).toBe(0);
    expect(opened).toEqual([]);
  });

  it('changes nothing with --read-only', async () => {
    const { answer } = await open(['--port', '0', '--read-only'], async (address) => [
      await statusOf(address, tokenOf(address)),
      await statusOf(address, tokenOf(address), 'POST'),
    ]);
    expect(answer).toEqual([200, 403]);
  });

  it('takes the tokens of the environment, and prints none then', async () => {
    const env = { MASTRA_DATASETS_TOKEN: 'mine', MASTRA_DATASETS_READ_TOKEN: 'yours' };
    const { stdout, answer } = await open(
      ['--port', '0'],
      async (address) => [
        await statusOf(address, 'mine', 'POST'),
        await statusOf(address, 'yours'),
        await statusOf(address, 'yours', 'POST'),
      ],
      { env },
    );
    expect(stdout).not.toContain('token');
    expect(answer).toEqual([201, 200, 403]);
  });

  it('gives its address as JSON', async () => {
    const { stdout, answer } = await open(['--port', '0', '--json'], (address) =>
      Promise.resolve(address),
    );
    const { url, address, token } = JSON.parse(stdout) as Record<string, string>;
    expect(address).toBe(`${url ?? ''}/#token=${token ?? ''}`);
    expect(answer).toBe(url);
  });

  it('refuses a port that was asked for and is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await cli(['studio', '--port', String(port)], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('The port is taken');
  });

  it('takes another port than its own when that is taken', async () => {
    const server = createServer().listen(4801, '127.0.0.1');
    await Promise.race([once(server, 'listening'), once(server, 'error')]);
    onTestFinished(() => void server.close());
    const { answer } = await open([], (address) => Promise.resolve(new URL(address).port));
    expect(answer).not.toBe('4801');
  });

  it('makes no store that nobody asked for', async () => {
    expect((await cli(['studio', '--url', 'none.db'], { cwd })).code).toBe(3);
  });
});
