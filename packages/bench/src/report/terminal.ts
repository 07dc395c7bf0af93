import CliTable from 'cli-table3';
import type { Table } from './tables.js';

/** A table for the terminal. */
export function toTerminal({ title, note, head, rows }: Table): string {
  const table = new CliTable({ head: [...head], style: { compact: true } });
  table.push(...rows.map((row) => [...row]));
  return [`\n${title}`, ...(note === '' ? [] : [note]), table.toString()].join('\n');
}
