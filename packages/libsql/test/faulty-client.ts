import {
  LibsqlError,
  type Client,
  type InArgs,
  type InStatement,
  type Replicated,
  type ResultSet,
  type Transaction,
  type TransactionMode,
} from '@libsql/client';

/** What goes wrong with an operation. */
export type Fault =
  /** The server cannot be reached, once. */
  | { readonly type: 'refused' }
  /** Another writer holds the database, once. */
  | { readonly type: 'busy' }
  /** The connection breaks before the operation arrives. */
  | { readonly type: 'lost request' }
  /** The operation is applied, and the connection breaks before its answer arrives. */
  | { readonly type: 'lost reply' }
  /** A statement of a batch fails; one beyond the last fails when all others have been run. */
  | { readonly type: 'statement'; readonly index: number }
  /** No answer comes until {@link FaultyClient.giveUp}; the operation is applied or not. */
  | { readonly type: 'timeout'; readonly applied: boolean };

/** An operation that reached the client: how many statements, if it is a batch. */
export interface Operation {
  readonly statements: number | null;
}

/** Fails when it is run, not before. */
const FAILING_STATEMENT = `SELECT json('{')`;

function brokenConnection(): Error {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return new TypeError('fetch failed', { cause });
}

function refusedConnection(): Error {
  const fields = { code: 'ECONNREFUSED', syscall: 'connect' };
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), fields);
  return new TypeError('fetch failed', { cause });
}

/** A client of a real database on which one operation at a time goes wrong by a plan. */
export class FaultyClient implements Client {
  readonly #client: Client;
  #fault: { readonly after: number; readonly fault: Fault } | null = null;
  #reachedTimeout: () => void = () => undefined;
  #giveUp: () => void = () => undefined;
  /** What has reached the client since the last {@link plan}. */
  operations: Operation[] = [];
  /** How many faults have happened. */
  injected = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Lets an operation go wrong after so many others; `null` for none. */
  plan(after: number, fault: Fault | null): void {
    this.operations = [];
    this.#fault = fault === null ? null : { after, fault };
  }

  /** Resolves when an operation waits for an answer that does not come. */
  untilTimeout(): Promise<void> {
    return new Promise((resolve) => {
      this.#reachedTimeout = resolve;
    });
  }

  /** Ends the waiting for an answer. */
  giveUp(): void {
    this.#giveUp();
  }

  get closed(): boolean {
    return this.#client.closed;
  }

  get protocol(): string {
    return this.#client.protocol;
  }

  execute(statement: InStatement): Promise<ResultSet>;
  execute(sql: string, args?: InArgs): Promise<ResultSet>;
  execute(statement: InStatement, args?: InArgs): Promise<ResultSet> {
    const given = typeof statement === 'string' ? { sql: statement, args: args ?? [] } : statement;
    return this.#perform({ statements: null }, () => this.#client.execute(given));
  }

  batch(
    statements: (InStatement | [string, InArgs?])[],
    mode?: TransactionMode,
  ): Promise<ResultSet[]> {
    return this.#perform({ statements: statements.length }, (failing) => {
      const run = [...statements];
      if (failing !== null) run.splice(failing, 1, FAILING_STATEMENT);
      return this.#client.batch(run, mode);
    });
  }

  migrate(statements: InStatement[]): Promise<ResultSet[]> {
    return this.#client.migrate(statements);
  }

  transaction(mode?: TransactionMode): Promise<Transaction> {
    return mode === undefined ? this.#client.transaction() : this.#client.transaction(mode);
  }

  executeMultiple(sql: string): Promise<void> {
    return this.#client.executeMultiple(sql);
  }

  sync(): Promise<Replicated> {
    return this.#client.sync();
  }

  reconnect(): void {
    this.#client.reconnect();
  }

  close(): void {
    this.#client.close();
  }

  async #perform<Result>(
    operation: Operation,
    run: (failing: number | null) => Promise<Result>,
  ): Promise<Result> {
    const planned = this.#fault;
    const isDue = planned !== null && planned.after === this.operations.length;
    this.operations.push(operation);
    if (!isDue) return run(null);
    this.#fault = null;
    this.injected += 1;
    return this.#fail(planned.fault, run);
  }

  async #fail<Result>(
    fault: Fault,
    run: (failing: number | null) => Promise<Result>,
  ): Promise<Result> {
    switch (fault.type) {
      case 'refused':
        throw refusedConnection();
      case 'busy':
        throw new LibsqlError('database is locked', 'SQLITE_BUSY');
      case 'lost request':
        throw brokenConnection();
      case 'lost reply':
        await run(null);
        throw brokenConnection();
      case 'statement':
        return run(fault.index);
      case 'timeout': {
        if (fault.applied) await run(null);
        const givenUp = new Promise<void>((resolve) => {
          this.#giveUp = resolve;
        });
        this.#reachedTimeout();
        await givenUp;
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      }
    }
  }
}
