import { createClient } from '@libsql/client';
import { startSqld } from '@mastra-datasets/test-servers';
import { afterAll, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';
import { failureOf } from './failure-of.js';

const server = await startSqld();

afterAll(() => server.stop());

it.each([server.httpUrl, server.wsUrl])(
  'a client of %s whose owner closes it gives CLOSED where it sent nothing any more',
  async (url) => {
    const observer = new DatasetsLibSQL({ url: server.httpUrl });
    const client = createClient({ url });
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'closed' });
    client.close();
    const calls = [
      () => storage.getDatasetById({ id: datasetId }),
      () => storage.addItem({ datasetId, input: 1 }),
    ];
    for (const call of calls) expect(await failureOf(call())).toMatchObject({ code: 'CLOSED' });
    const { pagination } = await observer.listItems({
      datasetId,
      pagination: { page: 0, perPage: 1 },
    });
    expect(pagination.total).toBe(0);
    await observer.close();
  },
);

it('a client over WebSockets that its owner closes in the middle of a write does not know', async () => {
  const client = createClient({ url: server.wsUrl });
  const storage = new DatasetsLibSQL({ client });
  const { id: datasetId } = await storage.createDataset({ name: 'closed' });
  const batch = client.batch.bind(client);
  let sent: () => void = () => undefined;
  const sending = new Promise<void>((resolve) => {
    sent = resolve;
  });
  client.batch = (...given) => {
    const answer = batch(...given);
    setImmediate(sent);
    return answer;
  };
  server.suspend();
  const adding = failureOf(storage.addItem({ datasetId, input: 1 }));
  await sending;
  client.close();
  server.resume();
  expect(await adding).toMatchObject({
    code: 'STORAGE_FAILED',
    details: { outcome: 'unknown' },
  });
});
