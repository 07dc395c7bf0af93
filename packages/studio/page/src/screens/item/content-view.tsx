import { lazy, Suspense, useState } from 'react';
import { JsonView } from '../../components/json-view.js';
import { hasHiddenCharacters, SafeText } from '../../components/safe-text.js';
import { ChatView } from './chat-view.js';
import styles from './content.module.css';
import { messagesOf } from './messages.js';

const Markdown = lazy(async () => ({
  default: (await import('./markdown-view.js')).MarkdownView,
}));

/** Longer texts stand as they are: making them beautiful would take long. */
const LONGEST_MARKDOWN = 50_000;
/** How much of a text is shown at first, and how much more each press of the button shows. */
const SHOWN = 20_000;

const MARKDOWN =
  /^(?:#{1,6} |[-*+] |\d+[.)] |> |```|\|.*\|)|\*\*[^*\n]+\*\*|`[^`\n]+`|\[[^\]\n]+\]\(/m;

/** Whether a text is written in Markdown, as far as one sees. */
function looksLikeMarkdown(text: string): boolean {
  return text.length <= LONGEST_MARKDOWN && MARKDOWN.test(text) && !hasHiddenCharacters(text);
}

/** A text as it stands. */
export function PlainText({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(SHOWN);
  if (text === '') return <p className={styles.empty}>An empty text</p>;
  return (
    <div className={styles.plain}>
      <SafeText text={text} limit={shown} />
      {text.length > shown ? (
        <button
          type="button"
          className={styles.more}
          onClick={() => {
            setShown(shown + SHOWN * 5);
          }}
        >
          Show more of the {text.length.toLocaleString('en')} characters
        </button>
      ) : null}
    </div>
  );
}

/** A text, in the form that Markdown gives it where it is written so. */
export function TextView({ text }: { readonly text: string }) {
  if (!looksLikeMarkdown(text)) return <PlainText text={text} />;
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <Markdown text={text} />
    </Suspense>
  );
}

/** Whether a value has a form that people read more easily than its JSON. */
export function isReadable(value: unknown): boolean {
  return typeof value === 'string' || messagesOf(value) !== null;
}

export type ContentForm = 'readable' | 'source';

/** The value of a field: messages as messages, text as text, and anything else as JSON. */
export function ContentView({
  value,
  form,
}: {
  readonly value: unknown;
  readonly form: ContentForm;
}) {
  if (form === 'source') {
    return typeof value === 'string' ? <PlainText text={value} /> : <JsonView value={value} />;
  }
  if (typeof value === 'string') return <TextView text={value} />;
  const chat = messagesOf(value);
  return chat === null ? <JsonView value={value} /> : <ChatView chat={chat} />;
}
