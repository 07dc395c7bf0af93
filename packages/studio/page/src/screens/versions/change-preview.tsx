import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { GitCompare } from 'lucide-react';
import { changePreviewQuery } from './change-preview-query.js';
import kinds from '../../components/change-kinds.module.css';
import { classNames } from '../../components/class-names.js';
import { describeError } from '../../components/describe-error.js';
import { SafeText } from '../../components/safe-text.js';
import type { DiffSummary } from '../../api/wire.js';
import styles from './change-preview.module.css';

const SIGNS = { added: '+', updated: '~', deleted: '−' } as const;

export interface ChangePreviewProps {
  readonly datasetId: string;
  /** The newest version. */
  readonly from: number;
  /** The version whose items come back. */
  readonly to: number;
  readonly summary: DiffSummary | undefined;
  /** Why there is no summary; `null` while there may be one. */
  readonly error: unknown;
}

/** What comes back when a version is restored: how many items, and the first of them. */
export function ChangePreview({ datasetId, from, to, summary, error }: ChangePreviewProps) {
  const { data: changes = [] } = useQuery(changePreviewQuery(datasetId, from, to));
  const total = summary === undefined ? 0 : changeCount(summary);
  return (
    <div className={styles.preview}>
      <p role="status">
        {summary !== undefined
          ? describeRestore(summary)
          : error === null
            ? 'Comparing with the latest version…'
            : describeError(error).detail}
      </p>
      {total === 0 ? null : (
        <>
          <ul className={styles.changes} aria-label="What changes">
            {changes.map(({ id, kind, label }) => (
              <li key={id} className={styles.change}>
                <span className={classNames(styles.sign, kinds[kind])} aria-hidden>
                  {SIGNS[kind]}
                </span>
                <span className={styles.label}>
                  <SafeText text={label} limit={200} />
                </span>
              </li>
            ))}
          </ul>
          <Link
            to="/datasets/$datasetId/compare"
            params={{ datasetId }}
            search={{ from: String(from), to: String(to) }}
            className={styles.all}
          >
            <GitCompare aria-hidden />
            {total > changes.length
              ? `Compare all ${total.toLocaleString('en')}`
              : 'Compare word by word'}
          </Link>
        </>
      )}
    </div>
  );
}

/** How many items differ. */
export function changeCount({ added, updated, deleted }: DiffSummary): number {
  return added + updated + deleted;
}

/** What a restore would change in the newest version. */
function describeRestore(summary: DiffSummary): string {
  if (changeCount(summary) === 0) return 'The latest version has the same items already.';
  const parts = [
    ...(summary.added > 0 ? [`${items(summary.added)} will come back`] : []),
    ...(summary.updated > 0 ? [`${items(summary.updated)} will change back`] : []),
    ...(summary.deleted > 0 ? [`${items(summary.deleted)} will be deleted`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function items(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}`;
}
