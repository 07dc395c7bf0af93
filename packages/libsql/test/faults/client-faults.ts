import { createClient } from '@libsql/client';
import type { Clock } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '../../src/index.js';
import { FaultyClient, type Fault, type Operation } from '../faulty-client.js';
import type { FaultyStorage } from './run-faults.js';

/** Every fault that an operation can meet; of those that the client makes up, or only the others. */
function faultsOf({ statements }: Operation, withMadeUp: boolean): Fault[] {
  const places = statements === null ? [] : Array.from({ length: statements + 1 }, (_, k) => k);
  const madeUp: Fault[] = [
    { type: 'refused' },
    { type: 'busy' },
    { type: 'lost request' },
    { type: 'timeout', applied: false },
  ];
  return [
    ...(withMadeUp ? madeUp : []),
    { type: 'lost reply' },
    { type: 'timeout', applied: true },
    ...places.map((index) => ({ type: 'statement' as const, index })),
  ];
}

/**
 * A storage with a client of the caller's that goes wrong. Against a server, only faults that reach
 * it, as the others are the same for every database.
 */
export function openFaultyClient(url: string, clock: Clock): FaultyStorage<Operation, Fault> {
  const isServer = !url.startsWith('file:');
  const client = new FaultyClient(createClient({ url, concurrency: 1 }));
  const storage = new DatasetsLibSQL({ client, clock });
  return {
    storage,
    plan: (after, fault) => {
      client.plan(after, fault);
    },
    operations: () => client.operations,
    injected: () => client.injected,
    faultsOf: (operation) =>
      isServer && operation.statements === null ? [] : faultsOf(operation, !isServer),
    isHarmless: ({ type }) => type === 'refused' || type === 'busy',
    isCertain: (_, { type }) => type === 'statement',
    settle: async (fault, call) => {
      if (fault.type === 'timeout') {
        await client.untilTimeout();
        client.giveUp();
      }
      return call;
    },
    close: async () => {
      await storage.close();
      client.close();
    },
  };
}
