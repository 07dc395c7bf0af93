import { describe, expect, it } from 'vitest';
import { reasonOf, translateError } from '../src/failures.js';

describe('a write that failed', () => {
  it('changed nothing where a transaction was still open, and is no reason to give up', () => {
    // As an embedded replica tells it after a connection broke halfway through a write.
    const message =
      'RemoteSqliteFailure(3, 1, "cannot start a transaction within a transaction")\n\n' +
      'Stack backtrace:\n   0: <unknown>';
    expect(translateError(new Error(message), 'write')).toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unchanged', reason: message.split('\n')[0] },
    });
  });

  it('may have changed something where its connection broke', () => {
    const message = 'WriteDelegation(status: Unknown, message: "connection closed")';
    expect(translateError(new Error(message), 'write')).toMatchObject({
      details: { outcome: 'unknown' },
    });
  });
});

describe('reasonOf', () => {
  it.each([
    ['cannot reach http://user:SECRET@127.0.0.1:1/v2', 'cannot reach http://***127.0.0.1:1/v2'],
    ['bad url "libsql://h?authToken=SECRET&tls=0"', 'bad url "libsql://h?authToken=***&tls=0"'],
    ['Headers.set: "Bearer SECRET\nSECRET" is invalid', 'Headers.set: "Bearer ***" is invalid'],
    ['no such table: mastra_datasets', 'no such table: mastra_datasets'],
  ])('keeps secrets out of %j', (message, reason) => {
    expect(reasonOf(new Error(message))).toBe(reason);
  });
});
