import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { reportFigure } from '@mastra-datasets/test-servers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDatasetsApp } from '../src/index.js';
import { ROUTES } from '../src/routes/index.js';
import { problem } from '../src/schemas/api-results.js';
import type { OpenApiDocument } from '../src/openapi.js';
import { statusesOf } from './support/api.js';

const REQUESTS = 6_000;

/** How much the heap may hold more after all these requests, in bytes. */
const HEAP_GROWTH = 20_000_000;

const text = fc.oneof(
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom('', '.', '..', '%', '%00', '%ff', '\u0000', '__proto__', 'a'.repeat(5_000)),
);
const deep = fc
  .constantFrom('[', '{"a":')
  .chain((open) => fc.constantFrom(100, 2_000, 100_000).map((depth) => open.repeat(depth)));
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  text,
  deep,
  fc.constantFrom(
    '{"__proto__":{"polluted":1},"input":1}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"input":1e999}',
    '{"name":"\\ud800"}',
    `{"input":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  ),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'where',
          'page',
          'perPage',
          'sample',
          'orderBy',
          'version',
          'cursor',
          'ids',
        ),
        fc.oneof(text, fc.json({ maxDepth: 3 })),
      )
      .map(([name, value]) => `?${name}=${encoded(value)}`),
  },
  { weight: 1, arbitrary: fc.webQueryParameters().map((given) => `?${given}`) },
);
const header = fc.constantFrom(
  ...[{}, { 'If-Match': '"1"' }, { 'If-Match': '"x' }, { 'If-None-Match': '*' }],
  ...[{ Authorization: 'Bearer \u00ff' }, { 'Content-Length': '-1' }, { Range: 'bytes=0-1' }],
  ...[{ Accept: 'text/html' }, { 'X-HTTP-Method-Override': 'DELETE' }],
);
const type = fc.constantFrom('application/json', 'application/jsonl', 'text/plain', '', ';');
const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE');

/** Text as it stands in an address; what is none there stands as it is. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

it(`takes ${REQUESTS} malformed requests`, async () => {
  const failures: unknown[] = [];
  const storage = new DatasetsInMemory();
  const app = createDatasetsApp({
    storage,
    tokens: false,
    limits: { bodySize: 1_000_000, timeoutMs: 20_000 },
    onError: (error) => failures.push(error),
  });
  const { id } = await storage.createDataset({ id: 'kept', name: 'kept' });
  const item = await storage.addItem({ datasetId: id, input: 1, externalId: 'key' });
  const known: Readonly<Record<string, string>> = { datasetId: id, itemId: item.id, version: '1' };

  const document = (await (
    await app.request('http://localhost/api/v1/openapi.json')
  ).json()) as OpenApiDocument;
  const described = statusesOf(document);

  const address = fc.constantFrom(...ROUTES).chain((route) =>
    fc
      .tuple(fc.boolean(), text, fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, method))
      .map(([isKnown, name, other]) => ({
        method: other ?? route.method.toUpperCase(),
        // Other names may make the address of another operation.
        isOwn: other === null && isKnown,
        described: described.get(route.operationId) ?? [],
        path: route.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
          isKnown ? (known[parameter] ?? 'key') : encoded(name),
        ),
      })),
  );
  let tried = 0;
  const heapBefore = heapUsed();
  const property = fc.asyncProperty(address, query, header, type, body, async (at, ...rest) => {
    const [search, headers, contentType, content] = rest;
    // No body is taken to delete; half of these come without one, so that some things are deleted.
    const isBodiless = at.method === 'DELETE' && content.length % 2 === 0;
    const hasBody = at.method !== 'GET' && at.method !== 'HEAD' && !isBodiless;
    const answer = await app.request(`http://localhost/api/v1${at.path}${search}`, {
      method: at.method,
      headers: { ...headers, 'Content-Type': contentType },
      ...(hasBody ? { body: content } : {}),
    });
    tried += 1;
    expect(answer.status).toBeLessThan(500);
    const said = await answer.text();
    if (answer.status >= 400 && at.method !== 'HEAD') {
      expect(problem.parse(JSON.parse(said)).status).toBe(answer.status);
      expect(said).not.toMatch(/node_modules|at .*\.ts:\d/);
      expect(said).not.toMatch(/Invalid (?:input|option)|Too (?:big|small): expected/);
      if (at.isOwn) expect(at.described, at.path).toContain(String(answer.status));
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    // Others make a dataset anew that was deleted.
    await storage.createDataset({ id, name: 'kept', onConflict: 'skip' });
  });
  await fc.assert(property, { numRuns: REQUESTS });
  expect(failures).toEqual([]);
  expect(tried).toBe(REQUESTS);
  await storage.dangerouslyClearAll();
  expect(heapUsed() - heapBefore).toBeLessThan(HEAP_GROWTH);
  reportFigure('malformed requests', tried);
});

/** What the heap holds that is in use: garbage is collected first, or it would count. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('Garbage cannot be collected.');
  Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}
