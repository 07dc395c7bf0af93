import { expect, it } from 'vitest';
import { jsonOf, openApp } from './support/requests.js';

async function openDataset() {
  const { storage, ask } = openApp();
  const { id } = await storage.createDataset({ name: 'questions' });
  return { storage, ask, id, path: `/datasets/${id}` };
}

it('an item is changed only in the state that was seen', async () => {
  const { ask, path } = await openDataset();
  const added = await ask('POST', `${path}/items`, { body: { input: 1 } });
  const { id } = await jsonOf(added.clone());
  expect(added.headers.get('ETag')).toBe('"1"');
  const seen = { 'If-Match': added.headers.get('ETag') ?? '' };
  const item = `${path}/items/${String(id)}`;
  const changed = await ask('PATCH', item, { body: { input: 2 }, headers: seen });
  expect([changed.status, changed.headers.get('ETag')]).toEqual([200, '"2"']);
  const stale = await ask('PATCH', item, { body: { input: 3 }, headers: seen });
  expect(stale.status).toBe(412);
  expect(await jsonOf(stale)).toMatchObject({
    code: 'PRECONDITION_FAILED',
    details: { currentNumber: 2 },
  });
  expect((await ask('DELETE', item, { headers: seen })).status).toBe(412);
  const asked = await ask('PATCH', item, { body: { input: 3, expectedItemVersion: 1 } });
  expect([asked.status, (await jsonOf(asked))['code']]).toEqual([409, 'VERSION_CONFLICT']);
  expect(await jsonOf(ask('GET', item))).toMatchObject({ input: 2 });
});

it('a dataset is changed only as it was seen, and its items at the version that was seen', async () => {
  const { ask, path } = await openDataset();
  const tag = async () => ({ 'If-Match': (await ask('GET', path)).headers.get('ETag') ?? '' });
  const seen = await tag();
  const added = await ask('POST', `${path}/items`, { body: { input: 1 }, headers: seen });
  expect(added.status).toBe(201);
  const late = await ask('POST', `${path}/items`, { body: { input: 2 }, headers: seen });
  expect(late.status).toBe(412);
  // The items say nothing about the fields of the dataset itself.
  const renamed = await ask('PATCH', path, { body: { name: 'new' }, headers: seen });
  expect(renamed.status).toBe(200);
  expect((await ask('PATCH', path, { body: { name: 'old' }, headers: seen })).status).toBe(412);
  for (const headers of [
    { 'If-Match': '1' },
    { 'If-Match': '*, "1"' },
    { 'If-Match': '"1" "2"' },
  ]) {
    const refused = await ask('PATCH', path, { body: { name: 'old' }, headers });
    expect([refused.status, (await jsonOf(refused))['details']]).toMatchObject([
      400,
      { path: 'If-Match' },
    ]);
  }
  const twice = { body: { input: 1, expectedVersion: 1 }, headers: await tag() };
  expect((await ask('POST', `${path}/items`, twice)).status).toBe(400);
  const any = { body: { name: 'any' }, headers: { 'If-Match': '*' } };
  expect((await ask('PATCH', path, any)).status).toBe(200);
  const untaken = await ask('DELETE', path, { headers: await tag() });
  expect(untaken.status).toBe(400);
});

it('versions by number are kept for ever, all else is asked for again', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  await storage.addItem({ datasetId, input: 1, splits: ['a'] });
  await storage.tagVersion({ datasetId, version: 1, tag: 'release' });
  const cached = async (address: string) =>
    (await ask('GET', `${path}${address}`)).headers.get('Cache-Control');
  const forever = 'private, max-age=31536000, immutable';
  for (const address of [
    '/items?version=1',
    '/versions/1/items',
    '/items/stream?version=1',
    '/export?version=1',
    '/digest?version=1',
    '/splits?version=1',
    '/diff?from=0&to=1',
  ]) {
    expect(await cached(address), address).toBe(forever);
  }
  for (const address of [
    '',
    '/items',
    '/items?version=release',
    '/versions/release/items',
    `/digest?version=${new Date().toISOString()}`,
    '/diff?from=0&to=release',
    '/versions',
    '/tags',
  ]) {
    expect(await cached(address), address).toBe('private, no-cache');
  }
  expect((await ask('GET', `${path}/items?version=2`)).headers.get('Cache-Control')).toBe(
    'no-store',
  );
});

it('what is still so is not sent again', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  const item = await storage.addItem({ datasetId, input: 1 });
  for (const address of [path, `${path}/items`, `${path}/items/${item.id}`, `${path}/digest`]) {
    const first = await ask('GET', address);
    const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
    const again = await ask('GET', address, { headers });
    expect([again.status, await again.text()], address).toEqual([304, '']);
    await storage.updateItem({ datasetId, id: item.id, input: address });
    expect((await ask('GET', address, { headers })).status, address).toBe(200);
  }
  const { digest } = await jsonOf(ask('GET', `${path}/digest`));
  expect((await ask('GET', `${path}/digest`)).headers.get('ETag')).toBe(`"${String(digest)}"`);
});

it('neither is a stream of a version that is there already', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  await storage.addItem({ datasetId, input: 1 });
  for (const address of ['/versions/1/items', '/items/stream?version=1']) {
    const whole = await ask('GET', `${path}${address}`);
    expect(whole.headers.get('ETag')).toBe('"1"');
    expect(await whole.text()).not.toBe('');
    for (const tags of ['"1"', 'W/"1"', '"0", "1"', '*']) {
      for (const method of ['GET', 'HEAD']) {
        const again = await ask(method, `${path}${address}`, {
          headers: { 'If-None-Match': tags },
        });
        expect([again.status, await again.text()], tags).toEqual([304, '']);
        expect(again.headers.get('ETag')).toBe('"1"');
      }
    }
    const other = await ask('GET', `${path}${address}`, { headers: { 'If-None-Match': '"0"' } });
    expect([other.status, (await other.text()).length > 0]).toEqual([200, true]);
  }
  // A stream that may change has no ETag, and is not read for one.
  const changing = await ask('GET', `${path}/items/stream`, { headers: { 'If-None-Match': '*' } });
  expect([changing.status, changing.headers.get('ETag')]).toEqual([200, null]);
});

it('a stream that is not sent again gives back its place', async () => {
  const { storage, ask } = openApp({ limits: { streams: 1 } });
  const { id: datasetId } = await storage.createDataset({ name: 'places' });
  await storage.addItem({ datasetId, input: 1 });
  for (const headers of [{ 'If-None-Match': '"1"' }, { 'If-Match': '"0"' }]) {
    for (const status of ['If-Match' in headers ? 412 : 304, 'If-Match' in headers ? 412 : 304]) {
      const answer = await ask('GET', `/datasets/${datasetId}/versions/1/items`, { headers });
      expect(answer.status).toBe(status);
    }
  }
});

it('of several tags one has to be the current one, and weak ones never are', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  const { id } = await storage.addItem({ datasetId, input: 1 });
  const change = (tags: string, address = `${path}/items/${id}`) =>
    ask('PATCH', address, { body: { input: 2 }, headers: { 'If-Match': tags } });
  for (const tags of ['W/"1"', '"01"', '"abc"', '""', 'W/"1", "0"', '"0", "7"', '"1,2"']) {
    const refused = await change(tags);
    expect([refused.status, await jsonOf(refused)], tags).toMatchObject([
      412,
      { code: 'PRECONDITION_FAILED' },
    ]);
  }
  expect((await change('"0", "1"')).headers.get('ETag')).toBe('"2"');
  expect((await change(' , "2" ,W/"3",')).headers.get('ETag')).toBe('"3"');
  // What is not there is told first.
  expect((await change('W/"1"', `${path}/items/unknown`)).status).toBe(404);
  expect((await change('"1", "2"', `${path}/items/unknown`)).status).toBe(404);

  const dataset = (await ask('GET', path)).headers.get('ETag') ?? '';
  const rename = (tags: string) =>
    ask('PATCH', path, { body: { name: 'new' }, headers: { 'If-Match': tags } });
  for (const tags of ['"3"', `W/${dataset}`]) expect((await rename(tags)).status, tags).toBe(412);
  expect((await rename(`"3@7", ${dataset}`)).status).toBe(200);
  const add = (tags: string) =>
    ask('POST', `${path}/items`, { body: { input: 3 }, headers: { 'If-Match': tags } });
  expect((await add('"1", "2"')).status).toBe(412);
  expect((await add('"2", "3"')).status).toBe(201);
});

it('an answer is given only while it is the one that was seen', async () => {
  const { ask, path } = await openDataset();
  const tag = (await ask('GET', path)).headers.get('ETag') ?? '';
  const get = async (tags: string) =>
    (await ask('GET', path, { headers: { 'If-Match': tags } })).status;
  expect(await get(tag)).toBe(200);
  expect(await get(`"x", ${tag}`)).toBe(200);
  expect(await get('*')).toBe(200);
  expect(await get(`W/${tag}`)).toBe(412);
  expect(await get('x')).toBe(400);
  const headers = { 'If-None-Match': '*' };
  const made = await ask('POST', '/datasets', { body: { name: 'new' }, headers });
  expect([made.status, await jsonOf(made)]).toMatchObject([
    400,
    { details: { path: 'If-None-Match' } },
  ]);
});

it('the facts of a version change with its tags, and its ETag is a condition as well', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  const item = await storage.addItem({ datasetId, input: 1 });
  const seen = await ask('GET', `${path}/versions/1`);
  const tag = seen.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^"1-[0-9a-f]{16}"$/);
  const headers = { 'If-None-Match': tag };
  expect((await ask('GET', `${path}/versions/1`, { headers })).status).toBe(304);
  await storage.tagVersion({ datasetId, version: 1, tag: 'release' });
  expect((await ask('GET', `${path}/versions/1`, { headers })).status).toBe(200);
  const change = (input: number) =>
    ask('PATCH', `${path}/items/${item.id}`, { body: { input }, headers: { 'If-Match': tag } });
  expect((await change(2)).status).toBe(200);
  expect((await change(3)).status).toBe(412);
});

it('a purge changes what an item is', async () => {
  const { ask, path, storage, id: datasetId } = await openDataset();
  const { id } = await storage.addItem({ datasetId, input: 1 });
  const before = await ask('GET', `${path}/items/${id}`);
  await storage.purgeItem({ datasetId, id, keep: true });
  const headers = { 'If-None-Match': before.headers.get('ETag') ?? '' };
  const after = await ask('GET', `${path}/items/${id}`, { headers });
  expect([after.status, after.headers.get('ETag')]).toEqual([200, '"1-purged"']);
});
