import type { RejectedRow } from './reading/read-lines.js';

/** The rows that were left out as JSON Lines, as `import --rejects` of the command line writes them. */
export function rejectsFile(rejected: readonly RejectedRow[]): Blob {
  const lines = rejected.map(({ rejection, row }) => {
    const { place, code, reason } = rejection;
    return `${JSON.stringify({ place, code, reason, row: row.raw })}\n`;
  });
  return new Blob(lines, { type: 'application/jsonl' });
}
