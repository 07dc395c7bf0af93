import { WORK_LABELS, type Figure, type Measure, type Results, type Store } from '../results.js';
import { formatSize } from '../targets.js';
import { formatDuration, formatNumber, formatRatio } from './format.js';

/** A table of a report. */
export interface Table {
  readonly title: string;
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table of a run, in the order in which to show them. */
export function tablesOf(results: Results): Table[] {
  return [
    environmentTable(results),
    connectionTable(results),
    rowTable(results, 'file'),
    rowTable(results, 'memory'),
    costTable(results),
    growthTable(results),
    breakdownTable(results),
    otherTable(results),
    targetTable(results),
  ];
}

function environmentTable(results: Results): Table {
  return {
    title: 'The run',
    note: '',
    head: ['what', 'value'],
    rows: [
      ['mode', results.mode],
      ['started', results.startedAt],
      ['took', `${results.seconds} s`],
      ['rounds', String(results.rounds)],
      ['items', results.questions],
      ...Object.entries(results.environment),
    ],
  };
}

function connectionTable({ connections }: Results): Table {
  return {
    title: 'Durability of the connections',
    note: '',
    head: ['who', 'when', 'journal_mode', 'synchronous'],
    rows: connections.map((connection) => [
      connection.label,
      connection.when,
      connection.journalMode,
      connection.synchronous,
    ]),
  };
}

function rowTable({ rows }: Results, store: Store): Table {
  const shown = rows.filter((row) => row.store === store);
  const withLance = shown.some(({ lance }) => lance !== null);
  const withLimit = shown.some(({ limit }) => limit !== null);
  const sorted = Object.keys(WORK_LABELS).flatMap((work) =>
    shown.filter((row) => row.work === work),
  );
  return {
    title: store === 'file' ? 'On a file' : 'In memory',
    note:
      'Medians. The time of one operation excludes our commit wait, which has its own column; ' +
      'only the concurrent additions include it.',
    head: [
      'work',
      'items',
      'ours',
      'commit wait',
      'peer',
      'peer ÷ ours',
      ...(withLance ? ['LanceDB', 'LanceDB ÷ ours'] : []),
      ...(withLimit ? ['better-sqlite3', 'ours ÷ better-sqlite3'] : []),
    ],
    rows: sorted.map((row) => [
      WORK_LABELS[row.work],
      formatSize(row.size),
      duration(row.ours),
      row.ours.commitWait === 0 ? '–' : formatDuration(row.ours.commitWait),
      duration(row.peer) + deletedByPeer(row.ours, row.peer),
      formatRatio(row.fasterThanPeer),
      ...(withLance ? [duration(row.lance), formatRatio(row.fasterThanLance)] : []),
      ...(withLimit ? [duration(row.limit), formatRatio(row.slowerThanLimit)] : []),
    ]),
  };
}

function duration(figure: Figure | null): string {
  return figure === null ? '–' : formatDuration(figure.median);
}

/** Tells when the peer did fewer operations than we did. */
function deletedByPeer(ours: Figure, peer: Figure | null): string {
  if (peer === null || peer.operations === ours.operations) return '';
  return ` (of ${formatSize(peer.operations)})`;
}

function growthTable({ growth }: Results): Table {
  return {
    title: 'Growth of ours on a file',
    note: 'The small and the large dataset are measured in turns.',
    head: ['work', 'small', 'large', 'large ÷ small'],
    rows: growth.map(({ work, small, large, ratio }) => [
      WORK_LABELS[work],
      `${formatDuration(small.median)} (${formatSize(small.size)} items)`,
      `${formatDuration(large.median)} (${formatSize(large.size)} items)`,
      formatRatio(ratio),
    ]),
  };
}

function costTable({ costs }: Results): Table {
  return {
    title: 'What finding costs',
    note: 'Selections of ours against other work of ours on the same data.',
    head: ['work', 'store', 'items', 'time', 'against', 'its time', 'cost'],
    rows: costs.map(({ label, store, size, median, against, base, ratio }) => [
      label,
      store,
      formatSize(size),
      formatDuration(median),
      against,
      formatDuration(base),
      formatRatio(ratio),
    ]),
  };
}

function breakdownTable({ pointReadBreakdown }: Results): Table {
  return {
    title: 'Where the time of a point read goes',
    note: 'Each line contains those below it of the same library.',
    head: ['step', 'items', 'time'],
    rows: pointReadBreakdown.map(({ label, size, value }) => [
      label,
      formatSize(size),
      formatDuration(value),
    ]),
  };
}

function otherTable({ bytesPerItem, iterationMemory, commitsPerSecond }: Results): Table {
  const lines = (what: string, measures: readonly Measure[]) =>
    measures.map(({ store, label, size, value }) => [
      what,
      `${label} (${store})`,
      formatSize(size),
      formatNumber(value),
    ]);
  return {
    title: 'Space and commits',
    note: '',
    head: ['what', 'who', 'items', 'value'],
    rows: [
      ...lines('bytes an item', bytesPerItem),
      ...lines('live memory of iterateItems at its peak, MB', iterationMemory),
      ...lines('commits a second', commitsPerSecond),
    ],
  };
}

function targetTable({ targets }: Results): Table {
  const count = (outcome: string) => targets.filter((target) => target.outcome === outcome).length;
  return {
    title: 'Targets',
    note: `${count('pass')} pass, ${count('miss')} miss, ${count('not measured')} not measured.`,
    head: ['target', 'wanted', 'measured', 'outcome'],
    rows: targets.map(({ what, wanted, measured, outcome }) => [
      what,
      wanted,
      measured === null ? '–' : formatNumber(measured),
      outcome,
    ]),
  };
}
