/** A number of things: `1 item`, `7,473 items`. */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}

/** Added, updated and deleted items: `+3 ~1 -0`. */
export function changes(counts: {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
}): string {
  return `+${counts.added} ~${counts.updated} -${counts.deleted}`;
}
