/** A message of a conversation. */
export interface Message {
  readonly role: string;
  /** A text, or what else stands for one. */
  readonly content: unknown;
  /** What the message has beside these, such as calls of tools; `null` for nothing. */
  readonly rest: object | null;
}

/** A conversation, and what stands beside it in the same object. */
export interface Chat {
  readonly messages: readonly Message[];
  readonly rest: object | null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function restOf(object: Record<string, unknown>): object | null {
  return Object.keys(object).length === 0 ? null : object;
}

function messageOf(value: unknown): Message | null {
  if (!isObject(value)) return null;
  const { role, content, parts, ...rest } = value;
  if (typeof role !== 'string') return null;
  const said = content ?? parts;
  if (said === undefined && restOf(rest) === null) return null;
  const both = content !== undefined && parts !== undefined ? { ...rest, parts } : rest;
  return { role, content: said, rest: restOf(both) };
}

function listOf(value: unknown): Message[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages = value.map(messageOf);
  return messages.includes(null) ? null : messages.filter((message) => message !== null);
}

/**
 * The messages of a value that is a conversation, as most providers of models write one: a list of
 * objects with a `role`, or an object with such a list as `messages`. `null` for any other value.
 */
export function messagesOf(value: unknown): Chat | null {
  const messages = listOf(value);
  if (messages !== null) return { messages, rest: null };
  if (!isObject(value)) return null;
  const { messages: inner, ...rest } = value;
  const found = listOf(inner);
  return found === null ? null : { messages: found, rest: restOf(rest) };
}

/** A part of a content, as providers of models write one. */
interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
}

function textOf(part: unknown): string | null {
  const { type, text }: Part = isObject(part) ? part : {};
  return type === 'text' && typeof text === 'string' ? text : null;
}

/** The texts of a message whose content is in parts; `null` where a part is something else. */
export function textsOf(content: unknown): string[] | null {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return null;
  const texts = content.map(textOf);
  return texts.includes(null) ? null : texts.filter((text) => text !== null);
}
