import type { Change, ChangeResult, JournalEntry } from '../journal.js';

/** A call that a process made, with what it was told. */
export interface RecordedCall {
  readonly worker: string;
  readonly number: number;
  readonly datasetId: string;
  readonly changes: readonly Change[];
  /** `open`: no answer was written down, so it was applied or not. */
  readonly state: 'open' | 'refused' | 'done';
  /** `null` when not done, and where the method tells none. */
  readonly version: string | null;
  /** One for each change; `null` when not done, and where the method tells none. */
  readonly results: readonly ChangeResult[] | null;
  /** The newest version that the same process knew of the dataset when it began. */
  readonly after: string;
}

/** Puts the lines of a journal together to calls, in the order in which they began. */
export function toCalls(worker: string, entries: readonly JournalEntry[]): RecordedCall[] {
  const calls = new Map<number, RecordedCall>();
  const newest = new Map<string, string>();
  const callOf = (number: number) => {
    const call = calls.get(number);
    if (call === undefined) throw new Error(`${worker} has no call ${number}.`);
    return call;
  };
  for (const entry of entries) {
    switch (entry.type) {
      case 'begun': {
        const { call: number, datasetId, changes } = entry;
        const after = newest.get(datasetId) ?? '';
        const unanswered = { state: 'open', version: null, results: null, after } as const;
        calls.set(number, { worker, number, datasetId, changes, ...unanswered });
        break;
      }
      case 'refused':
        calls.set(entry.call, { ...callOf(entry.call), state: 'refused' });
        break;
      case 'done': {
        const { version, results } = entry;
        const call = callOf(entry.call);
        calls.set(entry.call, { ...call, state: 'done', version, results });
        if (version === null) break;
        const known = newest.get(call.datasetId);
        if (known === undefined || known < version) newest.set(call.datasetId, version);
      }
    }
  }
  return [...calls.values()];
}
