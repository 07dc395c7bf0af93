import { useEffect, useState } from 'react';
import { diffVersions } from '../../api/versions.js';
import type { DiffSummary } from '../../api/wire.js';
import { changeOf, type Change } from './changed-fields.js';

/** How often what has come is shown, in milliseconds. */
const SHOW_EVERY = 100;

/** What differs between two versions, as far as it has come. */
export interface Diff {
  /** How many items differ; `undefined` until that is known. */
  readonly summary: DiffSummary | undefined;
  readonly changes: readonly Change[];
  /** Whether all of it has come. */
  readonly isComplete: boolean;
  /** Why it broke off; `null` when it did not. */
  readonly error: unknown;
}

const NOTHING: Diff = { summary: undefined, changes: [], isComplete: false, error: null };

/**
 * Compares two versions. The changes come one after the other, and are shown as they come. Of each, only
 * a line is kept, so that a hundred thousand have room.
 */
export function useDiff(datasetId: string, from: string, to: string): Diff {
  const [state, setState] = useState({ key: '', diff: NOTHING });
  const key = JSON.stringify([datasetId, from, to]);
  useEffect(() => {
    const stopping = new AbortController();
    const show = (diff: Diff) => {
      if (!stopping.signal.aborted) setState({ key, diff });
    };
    void readDiff(datasetId, from, to, stopping.signal, show);
    return () => {
      stopping.abort();
    };
  }, [key, datasetId, from, to]);
  return state.key === key ? state.diff : NOTHING;
}

async function readDiff(
  datasetId: string,
  from: string,
  to: string,
  signal: AbortSignal,
  show: (diff: Diff) => void,
): Promise<void> {
  let summary: DiffSummary | undefined;
  const changes: Change[] = [];
  let shownAt = 0;
  const current = (rest: Partial<Diff> = {}): Diff => ({
    summary,
    changes: [...changes],
    isComplete: false,
    error: null,
    ...rest,
  });
  try {
    for await (const line of diffVersions(datasetId, { from, to }, signal)) {
      if (line.type === 'summary') summary = line;
      else changes.push(changeOf(line));
      const now = performance.now();
      if (now - shownAt < SHOW_EVERY) continue;
      shownAt = now;
      show(current());
    }
    show(current({ isComplete: true }));
  } catch (error) {
    show(current({ error }));
  }
}
