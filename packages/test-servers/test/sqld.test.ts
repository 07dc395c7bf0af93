import { createClient } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSqld, type SqldServer } from '../src/index.js';

describe('a libSQL server', () => {
  let server: SqldServer;

  beforeAll(async () => {
    server = await startSqld();
  });

  afterAll(() => server.stop());

  it.each(['httpUrl', 'wsUrl'] as const)('answers at its %s', async (url) => {
    const client = createClient({ url: server[url] });
    const { rows } = await client.execute('SELECT 1 AS one');
    client.close();
    expect(rows[0]?.['one']).toBe(1);
  });

  it('keeps its data when it is killed and started again', async () => {
    const before = createClient({ url: server.httpUrl });
    await before.batch(['CREATE TABLE kept (x)', 'INSERT INTO kept VALUES (7)'], 'write');
    before.close();
    await server.kill();
    await server.start();
    const after = createClient({ url: server.httpUrl });
    const { rows } = await after.execute('SELECT x FROM kept');
    after.close();
    expect(rows[0]?.['x']).toBe(7);
  });

  it('has replicas', async () => {
    const replica = await startSqld({ primary: server });
    const client = createClient({ url: replica.httpUrl });
    const { rows } = await client.execute('SELECT 2 AS two');
    client.close();
    await replica.stop();
    expect(rows[0]?.['two']).toBe(2);
  });
});
