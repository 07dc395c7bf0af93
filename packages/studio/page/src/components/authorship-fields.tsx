import type { Authorship } from '../api/wire.js';
import { rememberAuthor, rememberedAuthor } from '../app/author.js';
import { Field, TextInput } from './field.js';

/** What is written into the fields; empty where nothing is. */
export interface AuthorshipText {
  readonly author: string;
  readonly message: string;
}

/** What the fields hold at first: the author of the last change. */
export function initialAuthorship(message = ''): AuthorshipText {
  return { author: rememberedAuthor(), message };
}

/** What a change takes of the fields. Remembers the author for the next one. */
export function authorshipOf({ author, message }: AuthorshipText): Authorship {
  const name = author.trim();
  rememberAuthor(name);
  return {
    author: name === '' ? undefined : name,
    message: message.trim() === '' ? undefined : message.trim(),
  };
}

export interface AuthorshipFieldsProps {
  readonly value: AuthorshipText;
  readonly onChange: (value: AuthorshipText) => void;
  /** An example of a message. */
  readonly placeholder?: string;
  /** Whether the fields stand in a row, where there is no room for a hint. Default: `false`. */
  readonly isRow?: boolean;
}

/** Who makes a version, and why. */
export function AuthorshipFields(props: AuthorshipFieldsProps) {
  const { value, onChange, placeholder, isRow = false } = props;
  return (
    <>
      <Field label="Message" isOptional>
        {(control) => (
          <TextInput
            {...control}
            maxLength={1_000}
            placeholder={placeholder}
            value={value.message}
            onChange={(event) => {
              onChange({ ...value, message: event.target.value });
            }}
          />
        )}
      </Field>
      <Field
        label="Author"
        isOptional
        hint={isRow ? undefined : 'Kept in this browser for the next change.'}
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={255}
            autoComplete="name"
            value={value.author}
            onChange={(event) => {
              onChange({ ...value, author: event.target.value });
            }}
          />
        )}
      </Field>
    </>
  );
}
