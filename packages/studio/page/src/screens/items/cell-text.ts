/** How many characters of a value a cell shows. */
const LENGTH = 240;

interface Message {
  readonly role: string;
  readonly content: unknown;
}

function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    'role' in value &&
    'content' in value &&
    typeof value.role === 'string'
  );
}

/** Whether a value is a conversation: messages with a role and a content. */
function isConversation(value: readonly unknown[]): value is readonly Message[] {
  return value.length > 0 && value.length <= 1_000 && value.every(isMessage);
}

/** Text on one line. */
function line(text: string): string {
  return text
    .slice(0, LENGTH * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Writes JSON until there is enough of it, however large and deep the value is. */
function shortJson(value: unknown, room: number): string {
  if (room <= 0) return '…';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  let isFirst = true;
  for (const key of isList ? value.keys() : Object.keys(value)) {
    if (!isFirst) text += ', ';
    isFirst = false;
    if (text.length > room) return `${text}…`;
    const name = isList ? '' : `${JSON.stringify(key)}: `;
    text += name + shortJson((value as Record<PropertyKey, unknown>)[key], room - text.length - 1);
  }
  return text + (isList ? ']' : '}');
}

/** The beginning of a value, on one line; a conversation reads like one. */
export function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return line(value);
  if (Array.isArray(value) && isConversation(value)) {
    const messages = value.slice(0, 10).map(({ role, content }) => {
      const text = typeof content === 'string' ? content : shortJson(content, LENGTH);
      return `${role}: ${text.slice(0, LENGTH)}`;
    });
    return line(messages.join('  ·  '));
  }
  return shortJson(value, LENGTH);
}

/** Whether a value reads like text rather than like JSON. */
export function readsAsText(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && isConversation(value));
}
