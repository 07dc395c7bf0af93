import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** What goes wrong with an exchange: with all the messages up to the one that asks for an answer. */
export type Fault =
  /** The connection breaks before the exchange arrives. */
  | { readonly type: 'lost request' }
  /** The connection breaks when so many of its messages have arrived. */
  | { readonly type: 'cut'; readonly messages: number }
  /** The exchange is carried out, and the connection breaks before its answer arrives. */
  | { readonly type: 'lost reply' }
  /** The server refuses a statement, with a SQLSTATE. */
  | { readonly type: 'refused'; readonly statement: number; readonly state: string }
  /** The exchange is carried out, and the answer to its last statement is an error instead. */
  | { readonly type: 'replaced reply'; readonly severity: string; readonly state: string };

/** An exchange that came through: its messages, and those that are statements to run. */
export interface Operation {
  readonly messages: number;
  readonly statements: number;
}

const SYNC = 'S';
const QUERY = 'Q';
const BIND = 'B';
const EXECUTE = 'E';
const PARSE = 'P';
const COMMAND_COMPLETE = 'C';
const ERROR_RESPONSE = 'E';

function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Messages that run a statement which fails with a SQLSTATE. */
function failing(state: string): Buffer[] {
  const sql = `DO $$BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '${state}'; END$$`;
  return [
    message(PARSE, Buffer.from(`\0${sql}\0`), Buffer.alloc(2)),
    message(BIND, Buffer.alloc(2 + 2 + 2 + 2)),
    message(EXECUTE, Buffer.alloc(1 + 4)),
  ];
}

/** The texts that messages ask the server to parse. */
function parsedTexts(messages: readonly Buffer[]): string[] {
  return messages
    .filter((each) => typeOf(each) === PARSE)
    .map((each) => each.toString('utf8', 5).split('\0')[1] ?? '');
}

/** Cuts what a side sends into messages; the first that a client sends has no type. */
class MessageReader {
  #rest = Buffer.alloc(0);
  #isFirst: boolean;

  constructor(isClient: boolean) {
    this.#isFirst = isClient;
  }

  read(data: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, data]);
    const messages: Buffer[] = [];
    for (;;) {
      const typeLength = this.#isFirst ? 0 : 1;
      if (this.#rest.length < typeLength + 4) return messages;
      const length = typeLength + this.#rest.readInt32BE(typeLength);
      if (this.#rest.length < length) return messages;
      messages.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
      this.#isFirst = false;
    }
  }
}

/** A whole answer whose last statement is said to have failed, which ends the session or not. */
function withError(
  answer: Buffer,
  { severity, state }: Fault & { readonly type: 'replaced reply' },
): Buffer {
  const reader = new MessageReader(false);
  const messages = reader.read(answer);
  const last = messages.findLastIndex((each) => typeOf(each) === COMMAND_COMPLETE);
  const fields = [`S${severity}`, `V${severity}`, `C${state}`, 'Minjected', ''];
  const error = message(ERROR_RESPONSE, ...fields.map((text) => Buffer.from(`${text}\0`)));
  const end = severity === 'ERROR' ? messages.slice(-1) : [];
  return Buffer.concat([...messages.slice(0, last), error, ...end]);
}

/** Whether the server says at the end that it is ready for more. */
function isReady(data: Buffer): boolean {
  return data.length >= 6 && data.at(-6) === 0x5a && data.readInt32BE(data.length - 5) === 5;
}

/** Stands between clients and a PostgreSQL server, and lets exchanges go wrong by a plan. */
export class Relay {
  readonly #server = createServer((client) => {
    this.#accept(client);
  });
  readonly #sockets = new Set<Socket>();
  #target: number;
  #fault: { readonly after: number; readonly fault: Fault } | null = null;
  /** What came through since the last {@link plan}. */
  operations: Operation[] = [];
  /** The texts that each exchange had parsed: all of its statements, if none is prepared. */
  readonly texts: (readonly string[])[] = [];
  /** How many faults have happened. */
  injected = 0;

  constructor(targetPort: number) {
    this.#target = targetPort;
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
    const server = connect(this.#target, '127.0.0.1');
    const reader = new MessageReader(true);
    let collected: Buffer[] = [];
    let isStarted = false;
    let hiding: Fault | null = null;
    let hidden = Buffer.alloc(0);
    const end = () => {
      client.destroy();
      server.destroy();
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
      if (hiding === null) {
        client.write(data);
        return;
      }
      hidden = Buffer.concat([hidden, data]);
      if (!isReady(hidden)) return;
      if (hiding.type !== 'replaced reply') {
        end();
        return;
      }
      client.write(withError(hidden, hiding));
      if (hiding.severity !== 'ERROR') client.end();
      hiding = null;
    });
    client.on('data', (data) => {
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
        if (fault.type === 'cut') {
          server.end(Buffer.concat(exchange.slice(0, fault.messages)));
          client.destroy();
          return;
        }
        if (fault.type !== 'refused') hiding = fault;
        server.write(
          Buffer.concat(fault.type === 'refused' ? withRefusal(exchange, fault) : exchange),
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

/** Puts a failing statement in the place of another. */
function withRefusal(
  exchange: readonly Buffer[],
  { statement, state }: Fault & { readonly type: 'refused' },
): Buffer[] {
  const binds = exchange.flatMap((each, index) => (typeOf(each) === BIND ? index : []));
  const place = binds[statement] ?? exchange.length - 1;
  return [
    ...exchange.slice(0, place),
    ...failing(state),
    ...exchange.slice(place, -1),
    ...exchange.slice(-1),
  ];
}
