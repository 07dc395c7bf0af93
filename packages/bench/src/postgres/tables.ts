import { formatDuration, formatRatio } from '../report/format.js';
import type { Table } from '../report/tables.js';
import { POSTGRES_WORKS, type PostgresResults } from './results.js';

/** Every table of a run on PostgreSQL, in the order in which to show them. */
export function postgresTables(results: PostgresResults): Table[] {
  return [
    {
      title: 'The run',
      note: '',
      head: ['what', 'value'],
      rows: [
        ['mode', results.mode],
        ['started', results.startedAt],
        ['took', `${results.seconds} s`],
        ['items', results.questions],
        ...Object.entries(results.environment),
      ],
    },
    {
      title: 'On PostgreSQL',
      note:
        'Medians. The time of one operation excludes our commit wait, which has its own column; ' +
        'only the concurrent additions include it.',
      head: ['work', 'items', 'ours', 'commit wait', 'peer', 'peer ÷ ours', 'pg', 'ours ÷ pg'],
      rows: results.rows.map((row) => [
        POSTGRES_WORKS[row.work],
        row.size.toLocaleString('en'),
        formatDuration(row.ours.median),
        row.ours.commitWait === 0 ? '–' : formatDuration(row.ours.commitWait),
        row.peer === null ? '–' : formatDuration(row.peer.median),
        formatRatio(row.fasterThanPeer),
        row.limit === null ? '–' : formatDuration(row.limit.median),
        formatRatio(row.slowerThanLimit),
      ]),
    },
    {
      title: 'Targets',
      note: ['pass', 'miss', 'not measured']
        .map((outcome) => {
          const count = results.targets.filter((target) => target.outcome === outcome).length;
          return `${count} ${outcome}`;
        })
        .join(', '),
      head: ['target', 'wanted', 'measured', 'outcome'],
      rows: results.targets.map(({ what, wanted, measured, outcome }) => [
        what,
        wanted,
        measured,
        outcome,
      ]),
    },
  ];
}
