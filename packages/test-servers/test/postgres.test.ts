import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../src/index.js';

describe('a PostgreSQL server', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres({ durable: true });
  });

  afterAll(() => server.stop());

  it('is PostgreSQL 18', async () => {
    expect(await server.query('SHOW server_version')).toEqual([{ server_version: '18.4' }]);
  });

  it.each(['crash', 'kill'] as const)('keeps its data over a %s', async (end) => {
    await server.query(`CREATE TABLE ${end} AS SELECT 7 AS x`);
    await server[end]();
    await server.start();
    expect(await server.query(`SELECT x FROM ${end}`)).toEqual([{ x: 7 }]);
  });

  it('makes databases that share nothing', async () => {
    const urls = [await server.createDatabase(), await server.createDatabase()];
    await server.query('CREATE TABLE mine (x int)', urls[0]?.split('/').at(-1));
    await server.query('CREATE TABLE mine (x int)', urls[1]?.split('/').at(-1));
    expect(new Set(urls).size).toBe(2);
  });

  it('has replicas, which can be promoted', async () => {
    await server.query('CREATE TABLE streamed (x int)');
    const replica = await server.startReplica('first');
    await server.query('INSERT INTO streamed VALUES (1)');
    await expect.poll(() => replica.query('SELECT x FROM streamed')).toEqual([{ x: 1 }]);
    await expect(replica.query('INSERT INTO streamed VALUES (2)')).rejects.toThrow('read-only');
    await replica.promote();
    await replica.query('INSERT INTO streamed VALUES (2)');
    expect(await replica.query('SELECT count(*)::int AS n FROM streamed')).toEqual([{ n: 2 }]);
    await replica.stop();
  });
});
