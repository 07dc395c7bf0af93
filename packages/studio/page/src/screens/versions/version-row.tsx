import { Link } from '@tanstack/react-router';
import type { DatasetVersion } from '../../api/wire.js';
import { Badge } from '../../components/badge.js';
import { classNames } from '../../components/class-names.js';
import { SafeText } from '../../components/safe-text.js';
import { Time } from '../../components/time.js';
import { ChangeBar } from './change-bar.js';
import styles from './version-row.module.css';

/** How many tags a row shows. */
const SHOWN_TAGS = 3;

export interface VersionRowProps {
  readonly datasetId: string;
  readonly version: DatasetVersion;
  readonly isNewest: boolean;
  readonly isSelected: boolean;
  /** The number of changes that fills the whole width of a bar. */
  readonly most: number;
}

/** One point of the history, with what happened there. The whole row leads to its details. */
export function VersionRow(props: VersionRowProps) {
  const { datasetId, version, isNewest, isSelected, most } = props;
  const { number, tags, author, itemCount, added, updated, deleted } = version;
  return (
    <div className={classNames(styles.row, isSelected && styles.selected)}>
      <span
        className={classNames(
          styles.graph,
          isNewest && styles.newest,
          number === 0 && styles.first,
          tags.length > 0 && styles.tagged,
        )}
        aria-hidden
      />
      <div className={styles.main}>
        <div className={styles.head}>
          <Link
            to="/datasets/$datasetId/versions"
            params={{ datasetId }}
            search={{ version: String(number) }}
            className={styles.link}
            aria-current={isSelected ? 'true' : undefined}
            data-version={number}
          >
            <span className={styles.number}>v{number}</span>
            <span className={styles.message}>
              <SafeText text={messageOf(version)} limit={300} />
            </span>
          </Link>
          {isNewest ? <Badge tone="success">latest</Badge> : null}
          {tags.slice(0, SHOWN_TAGS).map((tag) => (
            <Badge key={tag} tone="accent" title={tag}>
              <SafeText text={tag} limit={60} />
            </Badge>
          ))}
          {tags.length > SHOWN_TAGS ? (
            <Badge title={tags.slice(SHOWN_TAGS).join('\n').slice(0, 2_000)}>
              +{tags.length - SHOWN_TAGS}
            </Badge>
          ) : null}
        </div>
        <div className={styles.facts}>
          {author === undefined ? null : (
            <span className={styles.author}>
              <SafeText text={author} limit={100} />
            </span>
          )}
          <Time value={version.version} />
          <span className={styles.count}>
            {itemCount.toLocaleString('en')} {itemCount === 1 ? 'item' : 'items'}
          </span>
        </div>
      </div>
      <div className={styles.changes}>
        {number === 0 ? null : (
          <ChangeBar added={added} updated={updated} deleted={deleted} most={most} />
        )}
      </div>
    </div>
  );
}

/** What happened at a version, in the words of who made it where there are some. */
export function messageOf({ message, number, added, updated, deleted }: DatasetVersion): string {
  if (message !== undefined && message !== '') return message.split('\n', 1)[0] ?? '';
  if (number === 0) return 'Dataset created';
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
  ];
  return parts.length === 0 ? 'No changes' : parts.join(', ');
}
