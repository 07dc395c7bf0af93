import { VersionedDatasetsStorage, type DatasetsPrimitives } from '@mastra-datasets/core';
import { emptyCommit, reportFigure } from '@mastra-datasets/test-servers';
import { expectHonest } from '@mastra-datasets/test-servers/faults';
import { expect, it } from 'vitest';
import { untilIdle } from '../held-up.js';
import { Relay, type Fault, type Operation } from '../relay.js';
import { databaseOf, openStorage, serverOfFile } from '../test-server.js';

const everything = { page: 0, perPage: false } as const;
const server = await serverOfFile();

/** Every fault that an exchange of a hold can meet. */
function faultsOf({ messages, statements }: Operation): Fault[] {
  return [
    { type: 'lost request' },
    { type: 'lost reply' },
    { type: 'ended session', state: '57P05' },
    { type: 'replaced reply', severity: 'FATAL', state: '57P01' },
    ...Array.from({ length: messages - 1 }, (_, index) => ({
      type: 'cut' as const,
      messages: index + 1,
    })),
    ...Array.from({ length: statements }, (_, statement) =>
      ['53100', '40001'].map((state) => ({ type: 'refused' as const, statement, state })),
    ).flat(),
  ];
}

it('a hold that meets a fault commits once or not at all, says which may be, and holds nothing', async () => {
  const url = await server.createDatabase();
  const observer = openStorage(url, { lockTimeoutMs: 0 });
  const relay = new Relay(server.port);
  await relay.listen();
  const storage = openStorage(relay.urlOf(databaseOf(url)), { maxConnections: 1 });
  await storage.init();
  const { id: datasetId } = await storage.createDataset({ name: 'held' });

  const work = async (held: DatasetsPrimitives, message: string) => {
    const before = await held.findCommit(datasetId, { type: 'newest' });
    return held.commit(emptyCommit(datasetId, message, before?.version ?? 0));
  };
  const run = async (message: string, after: number, fault: Fault | null) => {
    const primitives = VersionedDatasetsStorage.primitivesOf(storage);
    if (primitives.hold === undefined) throw new Error('Nothing can be held.');
    relay.plan(after, fault);
    const error: unknown = await primitives
      .hold(datasetId, (held) => work(held, message))
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    const { operations } = relay;
    relay.plan(0, null);
    await relay.settle();
    await untilIdle(server, url);
    return { error, operations };
  };

  await run('first', 0, null);
  const { operations } = await run('second', 0, null);
  // It begins and locks, reads, and commits.
  expect(operations).toHaveLength(3);
  for (const [after, operation] of operations.entries()) {
    for (const fault of faultsOf(operation)) {
      const message = JSON.stringify([after, fault]);
      const injected = relay.injected;
      const { error } = await run(message, after, fault);
      expect(relay.injected, message).toBe(injected + 1);
      const { versions } = await observer.listVersions({ datasetId, pagination: everything });
      const count = versions.filter((version) => version.message === message).length;
      if (error === null) expect(count, message).toBe(1);
      else {
        expect(count, message).toBeLessThan(2);
        expectHonest(error, count === 1);
      }
      // Nobody holds the dataset any more, and the only connection is free.
      await observer.addItem({ datasetId, input: message });
      await storage.addItem({ datasetId, input: message });
    }
  }
  const { problems } = await observer.verify({ datasetId });
  expect(problems).toEqual([]);
  reportFigure('faults injected', relay.injected);
  await relay.close();
});
