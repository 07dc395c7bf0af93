import kinds from '../../components/change-kinds.module.css';
import { JsonView } from '../../components/json-view.js';
import { SafeText } from '../../components/safe-text.js';
import { classNames } from '../../components/class-names.js';
import type { ChangeKind } from './view.js';
import styles from './value-block.module.css';

/** How many characters of a text are shown. */
const SHOWN = 100_000;

export interface ValueBlockProps {
  readonly value: unknown;
  /** Whether it came or went; `undefined` where it is the same in both versions. */
  readonly kind?: ChangeKind | undefined;
}

/** A value that is in one version only, or the same in both. */
export function ValueBlock({ value, kind }: ValueBlockProps) {
  return (
    <div
      className={classNames(
        styles.block,
        kind !== undefined && styles.came,
        kind !== undefined && kinds[kind],
      )}
    >
      {typeof value === 'string' ? (
        <p className={styles.text}>
          <SafeText text={value} limit={SHOWN} />
        </p>
      ) : (
        <JsonView value={value} />
      )}
    </div>
  );
}
