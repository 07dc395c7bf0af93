import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { expect, it } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { ROUTES } from '../src/routes/index.js';
import type { OpenApiDocument } from '../src/openapi.js';
import { statusesOf } from './support/api.js';
import { jsonOf, openApp } from './support/requests.js';

/** The meta-schema of OpenAPI 3.1, with that of its schemas. */
const META_SCHEMA = 'https://spec.openapis.org/oas/3.1/schema-base';

async function described() {
  const answer = await openApp().ask('GET', '/openapi.json');
  return (await answer.json()) as Record<string, string>;
}

it('the description is OpenAPI 3.1, and its schemas are JSON Schema', async () => {
  expect(await validate(META_SCHEMA, await described(), 'BASIC')).toEqual({ valid: true });
});

it('a description that is none is told apart, and so is a schema that is none', async () => {
  const document = await described();
  for (const wrong of [
    { paths: { '/wrong': { get: { summary: 1 } } } },
    { components: { schemas: { Wrong: { type: 'nonsense' } } } },
  ]) {
    expect((await validate(META_SCHEMA, { ...document, ...wrong })).valid).toBe(false);
  }
});

it('the description is sent once, and small', async () => {
  const { ask } = openApp();
  const plain = await ask('GET', '/openapi.json');
  const tag = plain.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^"[0-9a-f]+"$/);
  const text = await plain.text();
  const headers = { 'Accept-Encoding': 'gzip' };
  const packed = await ask('GET', '/openapi.json', { headers });
  expect(packed.headers.get('Content-Encoding')).toBe('gzip');
  expect(packed.headers.get('Vary')).toContain('Accept-Encoding');
  const bytes = Buffer.from(await packed.arrayBuffer());
  expect(bytes.length).toBeLessThan(text.length / 4);
  expect(gunzipSync(bytes).toString()).toBe(text);
  for (const known of [tag, packed.headers.get('ETag') ?? '']) {
    const again = await ask('GET', '/openapi.json', { headers: { 'If-None-Match': known } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
});

it('every operation tells the statuses that it may be answered with', async () => {
  const statuses = statusesOf((await described()) as unknown as OpenApiDocument);
  for (const { operationId, method, path, rest, condition, takesLines } of ROUTES) {
    const own = statuses.get(operationId) ?? [];
    const hasBody = rest === 'body' || takesLines === true;
    expect(own).toEqual(expect.arrayContaining(['400', '401', '403', '500', '503', 'default']));
    expect(own.includes('404'), operationId).toBe(path.includes('{'));
    expect(own.includes('304'), operationId).toBe(method === 'get');
    expect(own.includes('412'), operationId).toBe(method === 'get' || condition !== undefined);
    expect([own.includes('413'), own.includes('415')], operationId).toEqual([hasBody, hasBody]);
  }
});

it('the address of the API itself is described as it is', async () => {
  const { ask } = openApp();
  const { paths } = (await jsonOf(ask('GET', '/openapi.json'))) as unknown as OpenApiDocument;
  const root = Object.entries(paths ?? {}).find(
    ([, { get }]) => get?.operationId === 'getCapabilities',
  );
  expect(root).toMatchObject(['/v1', { get: { servers: [{ url: '/api' }] } }]);
  expect((await ask('GET', '')).status).toBe(200);
});

it('a page is described with the limit of the server', async () => {
  const perPageOf = async (pageLength: number | false) => {
    const answer = await openApp({ limits: { pageLength } }).ask('GET', '/openapi.json');
    const { paths } = (await answer.json()) as OpenApiDocument;
    const parameters = paths?.['/datasets']?.get?.parameters ?? [];
    return parameters.find((parameter) => 'name' in parameter && parameter.name === 'perPage');
  };
  expect(await perPageOf(20)).toMatchObject({
    schema: { type: 'integer', minimum: 1, maximum: 20 },
    description: 'How many entries; default 20.',
  });
  expect(JSON.stringify(await perPageOf(false))).toContain('false');
});
