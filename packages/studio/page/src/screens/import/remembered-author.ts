const KEY = 'mastra-datasets-author';

/** Who made the last change in this browser; empty where nobody said. */
export function readAuthor(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function rememberAuthor(author: string): void {
  if (author === '') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, author);
}
