const STORAGE_KEY = 'mastra-datasets.token';

type Listener = () => void;
const listeners = new Set<Listener>();

/**
 * Takes the token out of the fragment of the address (`#token=…`), which no server sees, and removes
 * it there at once, so that nobody copies it with a link. Call it before anything reads the address.
 */
export function takeTokenFromAddress(): void {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null) return;
  fragment.delete('token');
  const rest = fragment.toString();
  history.replaceState(
    history.state,
    '',
    `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`,
  );
  setToken(token);
}

/** The token that requests carry; `null` when there is none. */
export function readToken(): string | null {
  return localStorage.getItem(STORAGE_KEY);
}

/** Keeps a token for this page, in this browser. */
export function setToken(token: string): void {
  localStorage.setItem(STORAGE_KEY, token.trim());
  for (const listener of listeners) listener();
}

/** Calls back after each change of the token, until what it returns is called. */
export function onTokenChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
