import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { readToken, setToken } from '../api/token.js';
import { Button } from '../components/button.js';
import { Field, TextInput } from '../components/field.js';
import styles from './token-screen.module.css';

/** Asks for the token when the server does not know the one that the page has. */
export function TokenScreen() {
  const [token, setTyped] = useState('');
  const refused = readToken();
  const error =
    refused === null ? undefined : 'The server does not know the token that this browser has.';
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') setToken(token);
      }}
    >
      <h1 className={styles.title}>
        <KeyRound aria-hidden />
        This server asks for a token
      </h1>
      <p className={styles.text}>
        Open the address that <code>mastra-datasets studio</code> printed: it holds the token. Or
        paste the token here.
      </p>
      <Field label="Token" error={error}>
        {(control) => (
          <TextInput
            {...control}
            type="password"
            value={token}
            onChange={(event) => {
              setTyped(event.target.value);
            }}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={token.trim() === ''}>
        Continue
      </Button>
    </form>
  );
}
