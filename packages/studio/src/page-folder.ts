import { fileURLToPath } from 'node:url';

/** Where the built page is, as seen from the sources and from what is built of them. */
export const PAGE_FOLDER = fileURLToPath(new URL('../dist/page', import.meta.url));
