import { useMemo } from 'react';
import type { DiffSummary } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import kinds from '../../components/change-kinds.module.css';
import { classNames } from '../../components/class-names.js';
import { FIELDS, type Change } from './changed-fields.js';
import styles from './diff-summary-bar.module.css';
import { CHANGE_KINDS, type ChangeKind } from './view.js';

export interface DiffSummaryBarProps {
  readonly summary: DiffSummary;
  readonly changes: readonly Change[];
  readonly isComplete: boolean;
  /** The kind that is shown; `undefined` for all. */
  readonly kind: ChangeKind | undefined;
  readonly onKindChange: (kind: ChangeKind | undefined) => void;
}

const LABELS: Readonly<Record<ChangeKind, string>> = {
  added: 'Added',
  updated: 'Updated',
  deleted: 'Deleted',
};

/** How many items differ and in what. Each kind can be shown alone. */
export function DiffSummaryBar(props: DiffSummaryBarProps) {
  const { summary, changes, isComplete, kind, onKindChange } = props;
  const total = summary.added + summary.updated + summary.deleted;
  return (
    <div className={styles.bar}>
      <div className={styles.kinds} role="group" aria-label="Kind of change">
        <Button
          variant="quiet"
          className={styles.kind}
          aria-pressed={kind === undefined}
          onClick={() => {
            onKindChange(undefined);
          }}
        >
          All <Count value={total} />
        </Button>
        {CHANGE_KINDS.map((name) => (
          <Button
            key={name}
            variant="quiet"
            className={styles.kind}
            aria-pressed={kind === name}
            disabled={summary[name] === 0}
            onClick={() => {
              onKindChange(kind === name ? undefined : name);
            }}
          >
            <span className={classNames(styles.dot, kinds[name])} aria-hidden />
            {LABELS[name]} <Count value={summary[name]} />
          </Button>
        ))}
      </div>
      <ChangedFields changes={changes} isComplete={isComplete} total={total} />
    </div>
  );
}

function Count({ value }: { readonly value: number }) {
  return <span className={styles.count}>{value.toLocaleString('en')}</span>;
}

function ChangedFields({
  changes,
  isComplete,
  total,
}: {
  readonly changes: readonly Change[];
  readonly isComplete: boolean;
  readonly total: number;
}) {
  const words = useMemo(
    () =>
      FIELDS.map(({ name, label }) => ({
        label,
        count: changes.filter(({ fields }) => fields.includes(name)).length,
      }))
        .filter(({ count }) => count > 0)
        .map(({ label, count }) => `${label.toLowerCase()} ${count.toLocaleString('en')}×`),
    [changes],
  );
  return (
    <p className={styles.fields} role="status">
      {isComplete
        ? words.length === 0
          ? null
          : `Changed: ${words.join(', ')}`
        : `${changes.length.toLocaleString('en')} of ${total.toLocaleString('en')} compared…`}
    </p>
  );
}
