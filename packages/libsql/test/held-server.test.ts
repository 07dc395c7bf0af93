import {
  createClient,
  LibsqlError,
  type Client,
  type Transaction,
  type TransactionMode,
} from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callersClient } from '../src/database/clients.js';
import { ServerDatabase } from '../src/database/server-database.js';
import { FIRST, insert, PATIENCE_MS, values } from './holding.js';
import { temporaryDatabase } from './temporary-database.js';

/** Stands in for the server's: a client of a file, whose transactions end as servers end them. */
let client: Client;

beforeEach(async () => {
  client = createClient({ url: await temporaryDatabase() });
  await client.execute('CREATE TABLE kept ("value" TEXT UNIQUE)');
});

afterEach(() => {
  client.close();
});

/** The client, with something done to each transaction that it begins. */
function clientWhoseTransactions(begun: (transaction: Transaction) => Promise<void>): Client {
  const transaction = async (mode: TransactionMode) => {
    const made = await client.transaction(mode);
    await begun(made);
    return made;
  };
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => Reflect.apply(value, target, given);
    },
  });
}

type Method = 'execute' | 'batch' | 'commit';

/** Rolls a transaction back, and refuses what it is asked for, as an sqld does from some time on. */
function endAt(transaction: Transaction, method: Method, code: string): void {
  const end = () => {
    transaction.close();
    return Promise.reject(new LibsqlError('The transaction is over', code));
  };
  Object.assign(transaction, { [method]: end });
}

describe('a transaction that the server has ended', () => {
  it.each<[Method, string]>([
    // It thought for more than ten seconds, or others waited for five.
    ['execute', 'STREAM_EXPIRED'],
    ['execute', 'TRANSACTION_TIMEOUT'],
    ['batch', 'STREAM_EXPIRED'],
    ['batch', 'TRANSACTION_TIMEOUT'],
    ['commit', 'STREAM_EXPIRED'],
    ['commit', 'TRANSACTION_TIMEOUT'],
  ])('at its %s, by %s, leaves the work to go on without, once', async (method, code) => {
    const ending = clientWhoseTransactions((transaction) => {
      const execute = transaction.execute.bind(transaction);
      // The first statement is the one that a hold begins with.
      transaction.execute = (...given: Parameters<Transaction['execute']>) => {
        transaction.execute = execute;
        endAt(transaction, method, code);
        return execute(...given);
      };
      return Promise.resolve();
    });
    const database = new ServerDatabase(callersClient(ending), PATIENCE_MS, PATIENCE_MS);
    await database.open();
    await database.hold(FIRST, async (held) => {
      expect(await values(held)).toEqual([]);
      await held.write(insert(held, 'ours'));
      expect(await values(held)).toEqual(['ours']);
    });
    expect(await values(database)).toEqual(['ours']);
  });
});

it('a transaction that begins when nobody waits for it any more is ended', async () => {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const begun: Transaction[] = [];
  const slow = clientWhoseTransactions((transaction) => {
    begun.push(transaction);
    return answered;
  });
  const database = new ServerDatabase(callersClient(slow), PATIENCE_MS, 20);
  await database.open();
  const holding = database.hold(FIRST, () => Promise.resolve());
  await expect(holding).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    details: { outcome: 'unchanged' },
  });
  answer();
  await expect.poll(() => begun.map(({ closed }) => closed)).toEqual([true]);
});
