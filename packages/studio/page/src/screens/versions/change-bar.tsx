import kinds from '../../components/change-kinds.module.css';
import { classNames } from '../../components/class-names.js';
import styles from './change-bar.module.css';

const KINDS = [
  { kind: 'added', sign: '+' },
  { kind: 'updated', sign: '~' },
  { kind: 'deleted', sign: '−' },
] as const;

export interface ChangeBarProps {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  /** The number of changes that fills the whole width. */
  readonly most: number;
}

/**
 * How many items a version added, updated and deleted: in numbers, and as a bar. Lengths are square
 * roots of the numbers, so that the edit of one item is seen beside an import of thousands.
 */
export function ChangeBar({ most, ...counts }: ChangeBarProps) {
  const sum = counts.added + counts.updated + counts.deleted;
  const length = Math.sqrt(sum / Math.max(1, most)) * 100;
  return (
    <div className={styles.changes}>
      <div className={styles.numbers}>
        {KINDS.filter(({ kind }) => counts[kind] > 0).map(({ kind, sign }) => (
          <span key={kind} className={kinds[kind]} title={`${counts[kind]} ${kind}`}>
            {sign}
            {counts[kind].toLocaleString('en')}
          </span>
        ))}
        {sum === 0 ? <span className={styles.none}>no changes</span> : null}
      </div>
      <div className={styles.track} aria-hidden>
        {KINDS.map(({ kind }) =>
          counts[kind] === 0 ? null : (
            <span
              key={kind}
              className={classNames(styles.part, kinds[kind])}
              style={{ width: `${(counts[kind] / sum) * length}%` }}
            />
          ),
        )}
      </div>
    </div>
  );
}
