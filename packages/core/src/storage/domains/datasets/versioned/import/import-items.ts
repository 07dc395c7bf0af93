import type { itemArguments } from '../../../../../arguments/index.js';
import type { DatasetsError } from '../../../../../errors.js';
import { nextTurn } from '../../../../../turn.js';
import type * as types from '../../../../types.js';
import { beginImport, parserOf } from './begin-import.js';
import { readChunks } from './chunks.js';
import { commitImport } from './commit-import.js';
import { beforeCommit, type ImportContext } from './import-context.js';
import { planChunk, stagePlanned } from './stage-chunk.js';

/** A chunk is stored after this part of the time after which an import counts as abandoned. */
const MOST_OF_WAIT = 4;

/**
 * Stages items in chunks, each in a write of its own, then makes them one commit. Whatever happens
 * before that commit, no read has seen any of them.
 */
export async function importItems(
  context: ImportContext,
  parsed: ReturnType<typeof itemArguments.import>,
): Promise<types.ImportItemsOutput> {
  const { staging, run } = context;
  const { onRejected, onProgress } = parsed;
  const begun = await beforeCommit(context, () => beginImport(context, parsed));
  let rejected = 0;
  let staged = 0;
  // Set before the first write, which may be carried out though its answer is lost.
  let mayHaveStaged = false;
  const { refusedNames } = begun;
  const reject = (index: number, item: types.NewDatasetItem, error: DatasetsError) => {
    if (onRejected === undefined) throw error;
    rejected += 1;
    refusedNames?.add(context.nameOf(item));
    onRejected({ index, item, error });
  };
  try {
    const { clock, abandonedImportMs } = context;
    // A slow import stores often enough what it has for nobody to take it for abandoned.
    const mostMs = abandonedImportMs / MOST_OF_WAIT;
    const reader = { parseItem: parserOf(context, begun), reject, now: () => clock.now(), mostMs };
    for await (const chunk of readChunks(parsed.items, reader)) {
      const { planned, refusals } = await beforeCommit(context, () =>
        planChunk(context, begun, chunk),
      );
      for (const [{ index, given }, error] of refusals) reject(index, given, error);
      if (planned.length > 0) {
        mayHaveStaged = true;
        staged += await stagePlanned(context, begun, planned, reject);
      }
      if (refusedNames !== null) await beforeCommit(context, () => refusedNames.stage());
      if (planned.length === 0) continue;
      onProgress?.({ phase: 'stage', staged });
      // Local drivers release the memory of their statements only in the next turn of the event
      // loop.
      await nextTurn();
    }
    onProgress?.({ phase: 'commit', staged });
    const result = await context.runAlone(() => commitImport(context, begun, parsed, staged));
    const { added, updated, deleted } = result;
    const unchanged = staged - added - updated;
    return { version: new Date(result.version), added, updated, deleted, unchanged, rejected };
  } finally {
    // Nothing reads what stays here when this fails, and later imports into the dataset remove it.
    const left = mayHaveStaged ? [begun] : [];
    for (const each of [...left, ...(refusedNames?.staged ?? [])]) {
      await run(() => staging.discardStaged(each)).catch(() => undefined);
    }
  }
}
