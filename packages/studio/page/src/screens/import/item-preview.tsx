import { itemOfRow, RowProblem, type PreparedFile, type Row } from '@mastra-datasets/files';
import { SafeText } from '../../components/safe-text.js';
import styles from './item-preview.module.css';

/** How many rows are shown. */
const SHOWN = 5;

/** How much of a value is shown, in characters. */
const LONGEST_VALUE = 280;

const FIELDS = [
  ['externalId', 'External id'],
  ['input', 'Input'],
  ['expectedOutput', 'Expected output'],
  ['context', 'Context'],
  ['splits', 'Splits'],
  ['source', 'Source'],
  ['attributes', 'Attributes'],
] as const;

type Shown = { readonly place: string } & (
  { readonly item: ReturnType<typeof itemOfRow> } | { readonly problem: string }
);

function shownOf(prepared: PreparedFile, row: Row): Shown {
  const { place, problem } = row;
  if (problem !== undefined) return { place, problem };
  try {
    return { place, item: itemOfRow(prepared.plan, row) };
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { place, problem: error.message };
  }
}

/** The first rows of a file as the items that they become. */
export function ItemPreview({ prepared }: { readonly prepared: PreparedFile }) {
  const rows = prepared.sample.slice(0, SHOWN).map((row) => shownOf(prepared, row));
  const fields = FIELDS.filter(([field]) =>
    rows.some((row) => 'item' in row && row.item[field] !== undefined),
  );
  if (rows.length === 0) return null;
  return (
    <section className={styles.preview} aria-label="The first items">
      <h3 className={styles.heading}>The first items</h3>
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Items">
        <table>
          <thead>
            <tr>
              <th scope="col">Row</th>
              {fields.map(([field, label]) => (
                <th key={field} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.place}>
                <th scope="row">{row.place}</th>
                {'problem' in row ? (
                  <td colSpan={Math.max(1, fields.length)} className={styles.problem}>
                    <SafeText text={row.problem} limit={500} />
                  </td>
                ) : (
                  fields.map(([field]) => (
                    <td key={field}>
                      <Value value={row.item[field]} />
                    </td>
                  ))
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined || value === null) return <span className={styles.absent}>–</span>;
  if (typeof value === 'string') return <SafeText text={value} limit={LONGEST_VALUE} />;
  return (
    <code>
      <SafeText text={JSON.stringify(value)} limit={LONGEST_VALUE} />
    </code>
  );
}
