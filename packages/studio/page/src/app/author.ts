const STORAGE_KEY = 'mastra-datasets.author';

/** Who made the last change in this browser; empty before the first. */
export function rememberedAuthor(): string {
  return localStorage.getItem(STORAGE_KEY) ?? '';
}

/** Keeps who makes changes, so that nobody has to write it again. */
export function rememberAuthor(author: string): void {
  if (author === '') localStorage.removeItem(STORAGE_KEY);
  else localStorage.setItem(STORAGE_KEY, author);
}
