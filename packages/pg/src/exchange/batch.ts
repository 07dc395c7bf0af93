import type { PostgresClient } from '../options.js';
import type { Row } from '../rows.js';
import type { Statement, Value } from '../sql/statement.js';
import type { ExchangeOptions } from './options.js';
import type { Progress } from './progress.js';
import { limitSilence, type SilentStream } from './silence.js';
import { isWorthPreparing, statementName } from './statement-names.js';

/** What is used of the connection of a client of `pg`, as its cursors and streams use it too. */
interface WireConnection {
  /** The texts of prepared statements by name. */
  readonly parsedStatements: Record<string, string>;
  readonly stream: SilentStream & { cork(): void; uncork(): void };
  parse(message: { readonly name: string; readonly text: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly unknown[] }): void;
  execute(message: Record<string, never>): void;
  sync(): void;
  close(message: { readonly type: 'S'; readonly name: string }): void;
}

/** A client that takes queries which write their own messages. */
interface SubmittingClient {
  query(query: Batch): unknown;
}

/**
 * Whether a client takes a {@link Batch}. One in the pipeline mode of `pg` does not, nor does one
 * without a connection in JavaScript.
 */
export function takesBatches(client: PostgresClient): client is PostgresClient & SubmittingClient {
  if (client.pipeline === true) return false;
  const connection: unknown = Reflect.get(client, 'connection');
  return typeof connection === 'object' && connection !== null && 'parsedStatements' in connection;
}

/**
 * Statements in one message flow of PostgreSQL's extended protocol with a single `Sync` at the end.
 * When one fails, the server skips the rest, even when that one is `BEGIN`; statements that end
 * with a `Sync` each, as the pipeline mode of `pg` sends them, would go on by themselves then.
 *
 * A query object of `pg`: it calls `submit` when it is this query's turn, and the handlers as the
 * answers come in.
 */
export class Batch {
  readonly #statements: readonly Statement[];
  readonly #options: ExchangeOptions;
  readonly #rows: Row[][];
  #current: Row[] = [];
  #failure: Progress['failure'] = null;
  #settle: (progress: Progress) => void = () => undefined;
  #connection: WireConnection | undefined;
  #endLimit: () => void = () => undefined;
  /** Set by `pg` where it watches over time limits of its own. */
  callback: (error: unknown) => void = () => undefined;

  /** Puts the rows of each statement into `rows` as they come in. */
  constructor(statements: readonly Statement[], options: ExchangeOptions, rows: Row[][]) {
    this.#statements = statements;
    this.#options = options;
    this.#rows = rows;
  }

  /** Sends the statements; never rejects. */
  run(client: SubmittingClient): Promise<Progress> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      client.query(this);
    });
  }

  submit(connection: WireConnection): void {
    const { statementTimeoutMs = 0 } = this.#options;
    this.#endLimit = limitSilence(connection.stream, this.#statements.length * statementTimeoutMs);
    connection.stream.cork();
    try {
      this.#write(connection);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  #write(connection: WireConnection): void {
    this.#connection = connection;
    const sent = new Set<string>();
    for (const statement of this.#statements) {
      const { text, values } = statement;
      const name = this.#nameOf(statement);
      const isThere = sent.has(name) || connection.parsedStatements[name] === text;
      if (name === '' || !isThere) {
        // It may be there after all, where it was prepared but failed to run.
        if (name !== '') connection.close({ type: 'S', name });
        connection.parse({ name, text });
        sent.add(name);
      }
      connection.bind({ statement: name, values: values.map(toWire) });
      connection.execute({});
    }
  }

  #nameOf(statement: Statement): string {
    return this.#options.prepares && isWorthPreparing(statement)
      ? statementName(statement.text)
      : '';
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.#current.push(fields);
  }

  handleCommandComplete(): void {
    const statement = this.#statements[this.#rows.length];
    this.#rows.push(this.#current);
    this.#current = [];
    if (statement === undefined) return;
    const name = this.#nameOf(statement);
    if (name !== '' && this.#connection !== undefined) {
      this.#connection.parsedStatements[name] = statement.text;
    }
  }

  handleReadyForQuery(): void {
    this.#finish(null);
  }

  /** The server's error, after which it skips the rest; or that of a broken connection. */
  handleError(cause: unknown): void {
    const isWhole = this.#rows.length === this.#statements.length;
    if (!isWhole) this.#failure = { cause };
    this.#finish(cause);
  }

  /** Results come without a description, as nobody asked for one. */
  handleRowDescription(): void {
    throw new Error('The server described a result that nobody asked it to.');
  }

  #finish(error: unknown): void {
    this.#endLimit();
    this.callback(error);
    // A client whose connection is known to be broken sends nothing.
    const sent = this.#connection === undefined ? 0 : this.#statements.length;
    this.#settle({ failure: this.#failure, sent });
  }
}

/** A value as the driver's messages take it: text, or bytes in the type's binary format. */
function toWire(value: Value): string | Buffer | null {
  return value === null || Buffer.isBuffer(value) ? value : String(value);
}
