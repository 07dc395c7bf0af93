/** Stands for standard input or output. */
export const STANDARD = '-';
