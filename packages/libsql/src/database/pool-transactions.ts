import type { Client, ResultSet, Transaction } from '@libsql/client';
import type { PositionalStatement } from '../sql/statement.js';
import { toClientStatement } from './client-statements.js';

/*
 * A client of a local file has several connections, and takes one for each call. The driver does not
 * end a prepared statement that meets a lock: it stays open until the garbage collector finds it. So
 * its connection can commit nothing meanwhile, and may keep others from writing. The driver does end
 * the statements of a script. So the locks are taken by scripts here.
 *
 * What follows a script is called before the script is awaited. A local client runs every call to its
 * end at once, so the caller's own calls never meet a lock that is held here.
 */

/** The mark that a script or batch ran to its end: without it, what comes next is refused. */
const DONE = 'mastra_datasets_done';

/** Reads with one statement. */
export async function readFrom(client: Client, statement: PositionalStatement): Promise<ResultSet> {
  const transaction = await client.transaction('deferred');
  const [, result] = await lockAndRead(transaction, statement);
  if (result === undefined) throw new Error('The client gave no result of the statement.');
  return result;
}

function lockAndRead(
  transaction: Transaction,
  statement: PositionalStatement,
): Promise<ResultSet[]> {
  try {
    const locked = transaction.executeMultiple(`SELECT 1 FROM sqlite_master; SAVEPOINT ${DONE}`);
    const read = transaction.batch([`RELEASE ${DONE}`, toClientStatement(statement)]);
    return resultsOf(read, [locked]);
  } finally {
    transaction.close();
  }
}

/** Writes with statements that happen together or not at all, and are asked for under the lock. */
export async function writeTo(
  client: Client,
  statements: () => readonly PositionalStatement[],
): Promise<ResultSet[]> {
  const transaction = await client.transaction('deferred');
  const results = await lockAndWrite(transaction, statements);
  return results.slice(0, -1);
}

function lockAndWrite(
  transaction: Transaction,
  statements: () => readonly PositionalStatement[],
): Promise<ResultSet[]> {
  try {
    const locked = lock(transaction);
    const batch = transaction.closed ? [] : statements().map(toClientStatement);
    const written = transaction.batch([...batch, `SAVEPOINT ${DONE}`]);
    const committed = transaction.executeMultiple(`RELEASE ${DONE}; COMMIT`);
    return resultsOf(written, [locked, written, committed]);
  } finally {
    transaction.close();
  }
}

/** The results of a batch, once all has succeeded. The first failure counts: others follow from it. */
async function resultsOf(
  batch: Promise<ResultSet[]>,
  calls: readonly Promise<unknown>[],
): Promise<ResultSet[]> {
  await Promise.all([...calls, batch]);
  return batch;
}

/** Begins a transaction that keeps all others from writing. */
export async function beginToWrite(client: Client): Promise<Transaction> {
  const transaction = await client.transaction('deferred');
  try {
    await lock(transaction);
    return transaction;
  } catch (error) {
    transaction.close();
    throw error;
  }
}

/** Commits a transaction; one that readers are in the way of stays open, and can be tried again. */
export async function commit(transaction: Transaction): Promise<void> {
  await transaction.executeMultiple('COMMIT');
  transaction.close();
}

/** Makes a transaction that has read nothing one that writes. */
function lock(transaction: Transaction): Promise<void> {
  return transaction.executeMultiple('ROLLBACK; BEGIN IMMEDIATE');
}
