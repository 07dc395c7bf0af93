import { useQuery } from '@tanstack/react-query';
import { Split } from 'lucide-react';
import { splitsQuery } from '../../api/queries.js';
import type { VersionName } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import { describeError } from '../../components/describe-error.js';
import { Popover } from '../../components/popover.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './splits-popover.module.css';

export interface SplitsPopoverProps {
  readonly datasetId: string;
  readonly version: VersionName;
  readonly value: readonly string[];
  /** Called with a split that is to be chosen, or not any more. */
  readonly onToggle: (split: string) => void;
}

/** Chooses splits: items in any of them are shown. */
export function SplitsPopover(props: SplitsPopoverProps) {
  const { value } = props;
  const words = value.length === 0 ? 'Splits' : `Splits: ${value.join(', ')}`;
  return (
    <Popover
      label="Splits"
      trigger={
        <Button icon={<Split aria-hidden />} aria-label={words} data-active={value.length > 0}>
          <span className={styles.value}>
            <SafeText text={words} limit={60} />
          </span>
        </Button>
      }
    >
      <SplitList {...props} />
    </Popover>
  );
}

function SplitList({ datasetId, version, value, onToggle }: SplitsPopoverProps) {
  const { data, error } = useQuery(splitsQuery(datasetId, version));
  if (error !== null && data === undefined) return <p>{describeError(error).detail}</p>;
  const known = data ?? [];
  // One that this version does not have can still be taken away.
  const gone = value.filter((name) => !known.some((split) => split.name === name));
  const splits = [...known, ...gone.map((name) => ({ name, itemCount: 0 }))];
  if (splits.length === 0) {
    return (
      <p className={styles.none}>{data === undefined ? 'Loading…' : 'No item is in a split.'}</p>
    );
  }
  return (
    <ul className={styles.list}>
      {splits.map(({ name, itemCount }) => (
        <li key={name}>
          <label className={styles.entry}>
            <input
              type="checkbox"
              checked={value.includes(name)}
              onChange={() => {
                onToggle(name);
              }}
            />
            <span className={styles.name}>
              <SafeText text={name} limit={100} />
            </span>
            <span className={styles.count}>{itemCount.toLocaleString('en')}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}
