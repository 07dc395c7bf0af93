/**
 * Builds the page into `dist/page`, unless the build that is there came from the same files; installs
 * what it is made of before. Throws when that failed.
 */
export function buildPage(): void;
