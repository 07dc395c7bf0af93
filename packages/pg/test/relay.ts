import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import {
  answerOfError,
  BIND,
  errorResponse,
  isReady,
  MessageReader,
  parsedTexts,
  QUERY,
  SYNC,
  typeOf,
  withError,
  withRefusal,
} from './wire-messages.js';

/** What goes wrong with an exchange: with all the messages up to the one that asks for an answer. */
export type Fault =
  /** The connection breaks before the exchange arrives. */
  | { readonly type: 'lost request' }
  /** The connection breaks when so many of its messages have arrived. */
  | { readonly type: 'cut'; readonly messages: number }
  /** The server ends the session before the exchange arrives, and says so with a SQLSTATE. */
  | { readonly type: 'ended session'; readonly state: string }
  /** The exchange is carried out, and the connection breaks before its answer arrives. */
  | { readonly type: 'lost reply' }
  /** The server refuses a statement, with a SQLSTATE. */
  | { readonly type: 'refused'; readonly statement: number; readonly state: string }
  /** The exchange does not arrive, and an error of some fields is the answer; the session goes on. */
  | { readonly type: 'answered'; readonly fields: readonly string[] }
  /** The exchange is carried out, and the answer to its last statement is an error instead. */
  | { readonly type: 'replaced reply'; readonly severity: string; readonly state: string };

/** Rewrites a message of the server's. */
export type Rewrite = (message: Buffer) => Buffer;

/** An exchange that came through: its messages, and those that are statements to run. */
export interface Operation {
  readonly messages: number;
  readonly statements: number;
}

/** Stands between clients and a PostgreSQL server, and lets exchanges go wrong by a plan. */
export class Relay {
  // A network that swallows everything does not pass on either that a side has no more to say.
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    this.#accept(client);
  });
  readonly #sockets = new Set<Socket>();
  readonly #cuts: Promise<unknown>[] = [];
  readonly #rewrite: Rewrite | null;
  #target: number;
  #fault: { readonly after: number; readonly fault: Fault } | null = null;
  /** What came through since the last {@link plan}. */
  operations: Operation[] = [];
  /** The texts that each exchange had parsed: all of its statements, if none is prepared. */
  readonly texts: (readonly string[])[] = [];
  /** Whether nothing comes through any more, in either direction. */
  isSwallowing = false;
  /** How many faults have happened. */
  injected = 0;

  /** With `rewrite`, answers come as other servers send them. */
  constructor(targetPort: number, rewrite: Rewrite | null = null) {
    this.#target = targetPort;
    this.#rewrite = rewrite;
  }

  /** Starts listening on a free port, or on one that it had before. */
  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  urlOf(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** Lets an exchange go wrong after so many others; `null` for none. */
  plan(after: number, fault: Fault | null): void {
    this.operations = [];
    this.#fault = fault === null ? null : { after, fault };
  }

  /** The statements of each exchange that some work takes. */
  async exchangesOf(work: () => Promise<unknown>): Promise<(readonly string[])[]> {
    this.texts.length = 0;
    await work();
    return this.texts.filter((texts) => texts.length > 0);
  }

  /** Waits until the server has done with the exchanges that were cut. */
  async settle(): Promise<void> {
    await Promise.all(this.#cuts.splice(0));
  }

  /** Breaks all connections, and leads new ones to another server. */
  leadTo(port: number): void {
    this.#target = port;
    this.#breakAll();
  }

  async close(): Promise<void> {
    this.#breakAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket): void {
    const server = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    const reader = new MessageReader(true);
    const answers = new MessageReader(false);
    let collected: Buffer[] = [];
    let isStarted = false;
    let hiding: Fault | null = null;
    let hidden = Buffer.alloc(0);
    let isCut = false;
    const end = () => {
      client.destroy();
      // The server is to deal with what came of a cut exchange.
      if (!isCut) server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    server.on('data', (data) => {
      if (this.isSwallowing) return;
      if (hiding === null) {
        client.write(
          this.#rewrite === null ? data : Buffer.concat(answers.read(data).map(this.#rewrite)),
        );
        return;
      }
      hidden = Buffer.concat([hidden, data]);
      if (!isReady(hidden)) return;
      if (hiding.type !== 'replaced reply') {
        end();
        return;
      }
      client.write(withError(hidden, hiding.severity, hiding.state));
      hidden = Buffer.alloc(0);
      if (hiding.severity !== 'ERROR') client.end();
      hiding = null;
    });
    client.on('end', () => {
      if (!this.isSwallowing) end();
    });
    client.on('data', (data) => {
      if (this.isSwallowing) return;
      for (const each of reader.read(data)) {
        collected.push(each);
        const isWhole = !isStarted || [SYNC, QUERY, 'X', 'p'].includes(typeOf(each));
        if (!isWhole) continue;
        const exchange = collected;
        collected = [];
        const isExchange = isStarted && [SYNC, QUERY].includes(typeOf(each));
        isStarted = true;
        this.texts.push(parsedTexts(exchange));
        const fault = isExchange ? this.#faultOf(exchange) : null;
        if (fault === null) {
          server.write(Buffer.concat(exchange));
          continue;
        }
        if (fault.type === 'lost request') {
          end();
          return;
        }
        if (fault.type === 'ended session') {
          client.end(errorResponse('FATAL', fault.state), () => server.destroy());
          return;
        }
        if (fault.type === 'answered') {
          client.write(answerOfError(fault.fields));
          continue;
        }
        if (fault.type === 'cut') {
          isCut = true;
          this.#cuts.push(new Promise((resolve) => server.once('close', resolve)));
          server.end(Buffer.concat(exchange.slice(0, fault.messages)));
          client.destroy();
          return;
        }
        if (fault.type !== 'refused') hiding = fault;
        server.write(
          Buffer.concat(
            fault.type === 'refused'
              ? withRefusal(exchange, fault.statement, fault.state)
              : exchange,
          ),
        );
      }
    });
  }

  #faultOf(exchange: readonly Buffer[]): Fault | null {
    const planned = this.#fault;
    const isDue = planned !== null && planned.after === this.operations.length;
    this.operations.push({
      messages: exchange.length,
      statements: exchange.filter((each) => typeOf(each) === BIND).length,
    });
    if (!isDue) return null;
    this.#fault = null;
    this.injected += 1;
    return planned.fault;
  }
}
