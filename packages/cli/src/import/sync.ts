import { DatasetsError, type Dataset } from '@mastra-datasets/core';
import type { PreparedFile } from '@mastra-datasets/files';
import type { ImportOptions } from '../commands/import-options.js';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';

/** How an import deletes what it does not name. */
export interface Sync {
  /** `null` for any number. */
  readonly maxDeleted: number | null;
}

/** What options say about syncing. Throws `USAGE`. */
export function readSync({ sync, maxDeletions }: ImportOptions): Sync | null {
  if (sync === true) return { maxDeleted: maxDeletions ?? null };
  if (maxDeletions === undefined) return null;
  throw new CliError('USAGE', '--max-deletions is of no use without --sync.', {
    hint: 'add --sync, or leave --max-deletions out',
  });
}

/** Throws `USAGE` where files have no external ids: what they name could not be told. */
export function requireExternalIds(prepared: readonly PreparedFile[]): void {
  const nameless = prepared.find(({ plan, fields }) => !plan.isNative && !fields.has('externalId'));
  if (nameless === undefined) return;
  throw new CliError(
    'USAGE',
    `${printable(nameless.file)} has no external ids, which --sync goes by.`,
    {
      hint: 'name the column that has them with --external-id',
    },
  );
}

/** What a sync adds to the arguments of an import. */
export function syncArguments({ maxDeleted }: Sync) {
  return { onMissing: 'delete', maxDeleted: maxDeleted ?? undefined } as const;
}

/** Throws `TOO_MANY_DELETIONS`, as the import would. */
export function requireFewEnough({ id, name }: Dataset, found: number, sync: Sync | null): void {
  const limit = sync?.maxDeleted ?? null;
  if (limit === null || found <= limit) return;
  const message = `The import would delete ${found} of the items of ${name}; the limit is ${limit}.`;
  throw new DatasetsError('TOO_MANY_DELETIONS', message, {
    details: { datasetId: id, found, limit },
  });
}
