import { Button } from '../../components/button.js';
import { classNames } from '../../components/class-names.js';
import { describeError } from '../../components/describe-error.js';
import { versionLabel } from '../../components/version-name.js';
import { MOST_ROWS } from './items-grid.js';
import styles from './items-screen.module.css';
import { isFiltered } from './query.js';
import type { RowSource } from './row-source.js';
import { useRowSource } from './use-rows.js';
import type { ItemsView } from './view.js';

export interface CountLineProps {
  /** `null` while the rows of the view are on their way. */
  readonly total: number | null;
  readonly version: string | undefined;
  readonly view: ItemsView;
}

/** Says how many items there are. */
export function CountLine({ total, version, view }: CountLineProps) {
  if (total === null) {
    return (
      <p className={styles.status} role="status">
        Loading items…
      </p>
    );
  }
  const items = `${total.toLocaleString('en')} item${total === 1 ? '' : 's'}`;
  const match = isFiltered(view) ? ` that match${total === 1 ? 'es' : ''}` : '';
  const cut = total > MOST_ROWS ? `; the first ${MOST_ROWS.toLocaleString('en')} are shown` : '';
  return (
    <p className={styles.status} role="status">
      {items}
      {match}
      {version === undefined ? '' : ` in ${versionLabel(version)}`}
      {cut}
    </p>
  );
}

export interface OldVersionNoteProps {
  readonly version: string | undefined;
  readonly newest: number | undefined;
  readonly onLeave: () => void;
}

/** Says that what is shown is not the latest version, where that is so. */
export function OldVersionNote({ version, newest, onLeave }: OldVersionNoteProps) {
  if (version === undefined || newest === undefined || Number(version) >= newest) return null;
  return (
    <div className={styles.note} role="status">
      You look at v{version}, as it was. The latest version is v{newest}.
      <Button onClick={onLeave}>Show the latest</Button>
    </div>
  );
}

/** Says that rows which are looked at did not come. */
export function RowsFailure({ source }: { readonly source: RowSource }) {
  useRowSource(source);
  if (source.error === null) return null;
  return (
    <div className={classNames(styles.note, styles.failure)} role="alert">
      Some rows did not come. {describeError(source.error).title}
      <Button
        onClick={() => {
          source.retry();
        }}
      >
        Try again
      </Button>
    </div>
  );
}
