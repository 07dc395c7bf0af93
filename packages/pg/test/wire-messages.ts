export const SYNC = 'S';
export const QUERY = 'Q';
export const BIND = 'B';
const EXECUTE = 'E';
const PARSE = 'P';
const COMMAND_COMPLETE = 'C';
const ERROR_RESPONSE = 'E';
const READY_FOR_QUERY = 'Z';

/** The type of a message, a letter. */
export function typeOf(message: Buffer): string {
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
export function parsedTexts(messages: readonly Buffer[]): string[] {
  return messages
    .filter((each) => typeOf(each) === PARSE)
    .map((each) => each.toString('utf8', 5).split('\0')[1] ?? '');
}

/** Cuts what a side sends into messages; the first that a client sends has no type. */
export class MessageReader {
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

/** The message with which the server tells of an error. */
export function errorResponse(severity: string, state: string): Buffer {
  return errorOf([`S${severity}`, `V${severity}`, `C${state}`, 'Minjected']);
}

/** An error of some fields, each of which begins with the letter of its kind. */
function errorOf(fields: readonly string[]): Buffer {
  return message(ERROR_RESPONSE, ...[...fields, ''].map((text) => Buffer.from(`${text}\0`)));
}

/** A whole answer that tells of nothing but an error, after which the session goes on. */
export function answerOfError(fields: readonly string[]): Buffer {
  return Buffer.concat([errorOf(fields), message(READY_FOR_QUERY, Buffer.from('I'))]);
}

/** A whole answer whose last statement is said to have failed, which ends the session or not. */
export function withError(answer: Buffer, severity: string, state: string): Buffer {
  const reader = new MessageReader(false);
  const messages = reader.read(answer);
  const last = messages.findLastIndex((each) => typeOf(each) === COMMAND_COMPLETE);
  const error = errorResponse(severity, state);
  const end = severity === 'ERROR' ? messages.slice(-1) : [];
  return Buffer.concat([...messages.slice(0, last), error, ...end]);
}

/** The fields of an error that name what it is about: schema, table, column, type, constraint. */
const NAMES = new Set(['s', 't', 'c', 'd', 'n']);

/** How a server whose messages are German calls an error. */
const GERMAN_ERROR = 'SFEHLER';

/**
 * A message as other servers send it: an error without the names that some relatives of PostgreSQL
 * leave out, with its severity in another language.
 */
export function asElsewhere(each: Buffer): Buffer {
  if (typeOf(each) !== ERROR_RESPONSE) return each;
  const fields = each.toString('utf8', 5).split('\0');
  const kept = fields.filter((field) => !NAMES.has(field.charAt(0)));
  const translated = kept.map((field) => (field === 'SERROR' ? GERMAN_ERROR : field));
  return message(ERROR_RESPONSE, Buffer.from(translated.join('\0')));
}

/** A message as Citus sends it where a shard is on the machine that was asked: errors name that. */
export function asOfShard(each: Buffer): Buffer {
  if (typeOf(each) !== ERROR_RESPONSE) return each;
  const fields = each.toString('utf8', 5).split('\0');
  const renamed = fields.map((field) => (field.startsWith('t') ? `${field}_139548` : field));
  return message(ERROR_RESPONSE, Buffer.from(renamed.join('\0')));
}

/** Whether the server says at the end that it is ready for more. */
export function isReady(data: Buffer): boolean {
  return data.length >= 6 && data.at(-6) === 0x5a && data.readInt32BE(data.length - 5) === 5;
}

/** Puts a failing statement in the place of another. */
export function withRefusal(
  exchange: readonly Buffer[],
  statement: number,
  state: string,
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
