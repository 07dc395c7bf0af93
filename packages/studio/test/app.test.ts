import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { hashToken } from '@mastra-datasets/server';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createStudioApp, serveStudio, type StudioAppOptions } from '../src/index.js';
import { temporaryFolder } from './support/folder.js';

const DOCUMENT =
  '<meta property="csp-nonce" nonce="__CSP_NONCE__"><p nonce="__CSP_NONCE__">Page</p>';

let page: string;

beforeEach(async () => {
  const folder = await temporaryFolder();
  page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), DOCUMENT);
  await writeFile(join(page, 'icon.svg'), '<svg/>');
  await writeFile(join(page, 'assets/main-1a2b.js'), `// ${'long '.repeat(1_000)}`);
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

function studio(options: Partial<StudioAppOptions> = {}) {
  const tokens = [{ role: 'write', sha256: hashToken('secret') }] as const;
  const app = createStudioApp({ storage: new DatasetsInMemory(), tokens, page, ...options });
  return (path: string, init?: RequestInit) => app.request(`http://localhost${path}`, init);
}

/** The directives of the policy of an answer, by their names. */
function policyOf(response: Response): Map<string, string> {
  const text = response.headers.get('Content-Security-Policy') ?? '';
  return new Map(
    text
      .split(';')
      .map((directive) => directive.trim().split(/ (.*)/s))
      .map(([name = '', value = '']) => [name, value]),
  );
}

describe('the page', () => {
  it('is what every address shows that is none of a file or of the API', async () => {
    const ask = studio();
    for (const path of ['/', '/index.html', '/datasets/a/versions?order=oldest', '/datasets/a.b']) {
      const response = await ask(path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      expect(await response.text()).toContain('Page');
    }
  });

  it('runs its own scripts only, and styles that know a nonce that nobody can guess', async () => {
    const ask = studio();
    const nonces = new Set<string>();
    for (let time = 0; time < 3; time += 1) {
      const response = await ask('/');
      const policy = policyOf(response);
      expect(policy.get('default-src')).toBe("'none'");
      expect(policy.get('script-src')).toBe("'self'");
      expect(policy.get('connect-src')).toBe("'self'");
      expect(policy.get('frame-ancestors')).toBe("'none'");
      expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/);
      const [, nonce = ''] =
        /^'self' 'nonce-([\w+/=]{20,})'$/.exec(policy.get('style-src') ?? '') ?? [];
      expect(nonce).not.toBe('');
      nonces.add(nonce);
      const text = await response.text();
      expect(text).toBe(DOCUMENT.replaceAll('__CSP_NONCE__', nonce));
    }
    expect(nonces.size).toBe(3);
  });

  it('is not taken for anything else, and tells nobody where it was opened', async () => {
    const { headers } = await studio()('/');
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('has files that caches keep for ever, compressed', async () => {
    const ask = studio();
    const response = await ask('/assets/main-1a2b.js', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('Content-Encoding')).toBe('gzip');
    expect(response.headers.get('Vary')).toContain('Accept-Encoding');
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(200);

    const icon = await ask('/icon.svg');
    expect(icon.headers.get('Content-Type')).toMatch(/^image\/svg/);
    expect(icon.headers.get('Cache-Control')).toBeNull();
  });

  it('says that a file is missing, as it may be one of an older page', async () => {
    const response = await studio()('/assets/main-0000.js');
    expect(response.status).toBe(404);
    expect(response.headers.get('Cache-Control')).toBeNull();
    expect(await response.text()).not.toContain('Page');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
  ])('gives no file from outside its folder: %s', async (path) => {
    expect(await (await studio()(path)).text()).not.toContain('secret');
  });

  it('does not answer for other hosts', async () => {
    const response = await studio()('/', { headers: { Host: 'example.com' } });
    expect(response.status).toBe(421);
    const open = await studio({ hosts: false })('/', { headers: { Host: 'example.com' } });
    expect(open.status).toBe(200);
  });

  it('may be reached by a link from anywhere', async () => {
    const response = await studio()('/', { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(response.status).toBe(200);
  });

  it('has to be there', async () => {
    await expect(async () => studio({ page: await temporaryFolder() })).rejects.toThrow(
      'The page is not there',
    );
  });
});

describe('the API', () => {
  const bearer = { Authorization: 'Bearer secret' };

  it('answers as it does without the page', async () => {
    const ask = studio();
    expect((await ask('/api/v1/datasets')).status).toBe(401);
    const response = await ask('/api/v1/datasets', { headers: bearer });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Security-Policy')).toBeNull();
    const made = await ask('/api/v1/datasets', {
      method: 'POST',
      headers: { ...bearer, 'Content-Type': 'application/json' },
      body: '{"name":"Capitals"}',
    });
    expect(made.status).toBe(201);
    const missing = await ask('/api/v1/nothing', { headers: bearer });
    expect(await missing.json()).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    expect((await ask('/datasets', { method: 'POST' })).status).toBe(404);
  });

  it('changes nothing when it is read-only', async () => {
    const ask = studio({ readOnly: true });
    const headers = { ...bearer, 'Content-Type': 'application/json' };
    const response = await ask('/api/v1/datasets', {
      method: 'POST',
      headers,
      body: '{"name":"x"}',
    });
    expect(response.status).toBe(403);
  });
});

describe('serveStudio', () => {
  const open = async (options: Partial<Parameters<typeof serveStudio>[0]> = {}) => {
    const server = await serveStudio({
      storage: new DatasetsInMemory(),
      page,
      port: 0,
      ...options,
    });
    onTestFinished(() => server.close());
    return server;
  };

  it('gives an address with a random token, which the page finds there', async () => {
    const { address, url, token } = await open();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(address).toBe(`${url}/#token=${token ?? ''}`);
    expect((await fetch(address)).status).toBe(200);
    const headers = { Authorization: `Bearer ${token ?? ''}` };
    expect((await fetch(`${url}/api/v1`, { headers })).status).toBe(200);
  });

  it('has no token in its address where tokens were configured', async () => {
    const { address, url, token } = await open({
      tokens: [{ role: 'read', sha256: hashToken('mine') }],
    });
    expect(token).toBeNull();
    expect(address).toBe(`${url}/`);
  });
});
