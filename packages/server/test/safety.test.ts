import { DatasetsError } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { describe, expect, it } from 'vitest';
import { createToken, hashToken } from '../src/index.js';
import { ROUTES } from '../src/routes/index.js';
import { jsonOf, openApp } from './support/requests.js';

describe('tokens', () => {
  const reader = createToken();
  const writer = createToken();
  const tokens = [
    { role: 'read', sha256: hashToken(reader) },
    { role: 'write', sha256: hashToken(writer) },
  ] as const;
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

  it('are needed for everything but the description', async () => {
    const { ask } = openApp({ tokens });
    for (const { method, path } of ROUTES) {
      for (const headers of [{}, bearer(createToken()), bearer(''), { Authorization: 'Basic x' }]) {
        const answer = await ask(method.toUpperCase(), path, { headers });
        expect([answer.status, (await jsonOf(answer))['code']]).toEqual([401, 'UNAUTHORIZED']);
        expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer /);
      }
    }
    expect((await ask('GET', '')).status).toBe(401);
    expect((await ask('GET', '/nowhere')).status).toBe(401);
    expect((await ask('GET', '/openapi.json')).status).toBe(200);
  });

  it('that allow reading change nothing', async () => {
    const { ask } = openApp({ tokens });
    for (const { method, path, writes } of ROUTES) {
      const headers = bearer(reader);
      const { status } = await ask(method.toUpperCase(), path, { headers });
      if (writes) expect(status, path).toBe(403);
      else expect(status, path).not.toBe(403);
    }
    const body = { name: 'new' };
    expect((await ask('POST', '/datasets', { body, headers: bearer(writer) })).status).toBe(201);
    expect(await jsonOf(ask('GET', '', { headers: bearer(reader) }))).toMatchObject({
      role: 'read',
    });
  });

  it('change nothing where the server does not', async () => {
    const { ask, storage } = openApp({ readOnly: true });
    for (const { method, path } of ROUTES.filter(({ writes }) => writes)) {
      const answer = await ask(method.toUpperCase(), path, { body: {} });
      expect([answer.status, (await jsonOf(answer))['code']]).toEqual([403, 'FORBIDDEN']);
    }
    const { datasets } = await storage.listDatasets({ pagination: { page: 0, perPage: false } });
    expect(datasets).toEqual([]);
  });

  it('that are malformed are refused at once', () => {
    for (const token of [
      { role: 'read', sha256: 'secret' },
      { role: 'admin', sha256: hashToken('a') },
    ]) {
      expect(() => openApp({ tokens: [token as never] })).toThrow(DatasetsError);
    }
  });
});

describe('callers', () => {
  it('name a host of this machine, unless others are allowed', async () => {
    const { app } = openApp();
    const other = openApp({ hosts: ['data.example'] });
    const any = openApp({ hosts: false });
    const statusOf = async (asked: typeof app, host: string) =>
      (await asked.request('http://localhost/api/v1', { headers: { Host: host } })).status;
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1:4800', '[::1]:4800', '[::1]']) {
      expect(await statusOf(app, host), host).toBe(200);
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      'a@localhost',
      '',
    ]) {
      expect(await statusOf(app, host), host).toBe(421);
      expect(await statusOf(any.app, host), host).toBe(200);
    }
    expect(await statusOf(other.app, 'data.example')).toBe(200);
    expect(await statusOf(other.app, 'localhost')).toBe(421);
  });

  it('come from no page of another origin', async () => {
    const { ask } = openApp();
    const statusOf = async (headers: Record<string, string>) =>
      (await ask('POST', '/datasets', { body: { name: 'forged' }, headers })).status;
    const host = { Host: 'localhost:4800' };
    expect(await statusOf({ ...host, Origin: 'http://localhost:4800' })).toBe(201);
    for (const origin of ['http://evil.example', 'null', 'http://localhost:4801', 'x']) {
      expect(await statusOf({ ...host, Origin: origin }), origin).toBe(403);
    }
    expect(await statusOf({ ...host, 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await statusOf({ ...host, 'Sec-Fetch-Site': 'same-origin' })).toBe(201);
  });

  it('from other origins are let in by CORS only where they were named', async () => {
    const origin = 'https://page.example';
    const { ask } = openApp({ origins: [origin] });
    const allowed = await ask('GET', '', { headers: { Origin: origin } });
    expect([allowed.status, allowed.headers.get('Access-Control-Allow-Origin')]).toEqual([
      200,
      origin,
    ]);
    const preflight = await ask('OPTIONS', '/datasets', {
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([
      204,
      origin,
    ]);
    const other = await ask('GET', '', { headers: { Origin: 'https://other.example' } });
    expect([other.status, other.headers.get('Access-Control-Allow-Origin')]).toEqual([403, null]);
    const closed = await openApp().ask('GET', '', { headers: { Origin: origin } });
    expect([closed.status, closed.headers.get('Access-Control-Allow-Origin')]).toEqual([403, null]);
  });
});

describe('failures', () => {
  const secret = 'postgres://ann:hunter2@db.internal:5432/evals';

  class Failing extends DatasetsInMemory {
    override listDatasets(): Promise<never> {
      const cause = new Error(`connect ECONNREFUSED ${secret}`);
      const details = { address: secret };
      return Promise.reject(
        new DatasetsError('STORAGE_FAILED', `No way to ${secret}.`, { details, cause }),
      );
    }

    override getDatasetById(): Promise<never> {
      return Promise.reject(new TypeError(secret));
    }
  }

  it('tell their owner everything, and their callers nothing of the storage', async () => {
    const told: unknown[] = [];
    const onError = (error: unknown) => told.push(error);
    const { ask } = openApp({ storage: new Failing(), onError });
    for (const [path, code] of [
      ['/datasets', 'STORAGE_FAILED'],
      ['/datasets/a', 'INTERNAL'],
    ] as const) {
      const answer = await ask('GET', path);
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(JSON.parse(text)).toMatchObject({ code });
      expect(text).not.toMatch(/hunter2|internal:|at .*\.ts|node_modules/);
    }
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).toContain('hunter2');
  });

  it('of callers are not told to the owner', async () => {
    const told: unknown[] = [];
    const { ask, storage } = openApp({ onError: (error) => told.push(error) });
    expect((await ask('GET', '/datasets/a')).status).toBe(404);
    expect((await ask('POST', '/datasets', { body: {} })).status).toBe(400);
    await storage.close();
    const closed = await ask('GET', '/datasets/a');
    expect([closed.status, await jsonOf(closed)]).toMatchObject([503, { code: 'CLOSED' }]);
    expect(told).toEqual([]);
  });

  it('of an address or a method say so', async () => {
    const { ask } = openApp();
    const nowhere = await ask('GET', '/nowhere');
    expect([nowhere.status, await jsonOf(nowhere)]).toMatchObject([
      404,
      { code: 'ROUTE_NOT_FOUND' },
    ]);
    const wrong = await ask('DELETE', '/datasets');
    expect([wrong.status, await jsonOf(wrong)]).toMatchObject([
      405,
      { code: 'METHOD_NOT_ALLOWED' },
    ]);
    expect(wrong.headers.get('Allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });
});
