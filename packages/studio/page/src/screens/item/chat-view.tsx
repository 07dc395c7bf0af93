import { useState } from 'react';
import { classNames } from '../../components/class-names.js';
import { JsonView } from '../../components/json-view.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './content.module.css';
import { TextView } from './content-view.js';
import { textsOf, type Chat, type Message } from './messages.js';

/** How many messages are shown before one asks for all. */
const MESSAGES = 50;

function MessageView({ message: { role, content, rest } }: { readonly message: Message }) {
  // A message that only calls tools has an empty content.
  const isSilent = content === '' && rest !== null;
  const texts = isSilent ? [] : textsOf(content);
  return (
    <li className={classNames(styles.message, role === 'assistant' && styles.assistant)}>
      <p className={styles.role}>
        <SafeText text={role} limit={60} />
      </p>
      {texts === null
        ? content !== undefined && content !== null && <JsonView value={content} />
        : texts.map((text, index) => <TextView key={index} text={text} />)}
      {rest === null ? null : <JsonView value={rest} depth={2} />}
    </li>
  );
}

/** A conversation, message by message. */
export function ChatView({ chat: { messages, rest } }: { readonly chat: Chat }) {
  const [areAllShown, setAllShown] = useState(false);
  const shown = areAllShown ? messages : messages.slice(0, MESSAGES);
  return (
    <>
      <ol className={styles.chat}>
        {shown.map((message, index) => (
          <MessageView key={index} message={message} />
        ))}
      </ol>
      {shown.length < messages.length ? (
        <button
          type="button"
          className={styles.more}
          onClick={() => {
            setAllShown(true);
          }}
        >
          Show all {messages.length} messages
        </button>
      ) : null}
      {rest === null ? null : <JsonView value={rest} depth={2} />}
    </>
  );
}
