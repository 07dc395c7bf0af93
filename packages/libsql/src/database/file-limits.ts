/** Reading so many short items takes some hundredths of a second, in which nothing else happens. */
export const ITEMS_PER_TURN = 5_000;

/** The pause between two tries to get a lock, in milliseconds: other commits take that long. */
export const LONGEST_PAUSE_MS = 5;
