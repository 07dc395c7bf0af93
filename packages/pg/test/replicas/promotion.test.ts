import { reportFigure, startPostgres } from '@mastra-datasets/test-servers';
import { expect, it, onTestFinished } from 'vitest';
import { underLoad } from '../load.js';
import { Relay } from '../relay.js';
import { databaseOf, openStorage } from '../test-server.js';

it('a replica that is promoted under load has everything that was acknowledged', async () => {
  const primary = await startPostgres({ settings: { synchronous_commit: 'on' } });
  onTestFinished(() => primary.stop());
  const url = await primary.createDatabase();
  const replica = await primary.startReplica('standby');
  onTestFinished(() => replica.stop());
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
  await primary.query('SELECT pg_reload_conf()');
  await expect
    .poll(() => primary.query('SELECT sync_state FROM pg_stat_replication'))
    .toEqual([{ sync_state: 'sync' }]);
  // Leads clients to whichever server is the primary, as a proxy or a name service does.
  const relay = new Relay(primary.port);
  await relay.listen();
  onTestFinished(() => relay.close());
  const storages = [1, 2, 3].map(() => openStorage(relay.urlOf(databaseOf(url))));
  const [first] = storages;
  const dataset = await first?.createDataset({ name: 'under load' });
  const datasetId = dataset?.id ?? '';

  const acknowledged = await underLoad(storages, datasetId, async (load) => {
    await load.untilMore(50);
    await primary.crash();
    await replica.promote();
    relay.leadTo(replica.port);
    await load.untilMore(50);
  });

  const promoted = openStorage(replica.urlOf(databaseOf(url)));
  for (const item of acknowledged) {
    const { id, version } = item;
    expect(await promoted.getItemById({ id, version })).toStrictEqual(item);
  }
  expect((await promoted.verify({ datasetId })).problems).toEqual([]);
  const versions = acknowledged.map(({ version }) => version.getTime());
  expect(new Set(versions).size).toBe(versions.length);
  reportFigure('replicas promoted under load', 1);
});
