import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { ErrorView, Loading } from '../../components/states.js';
import { isUnauthorized } from '../../app/session.js';
import { useVersions } from './use-versions.js';
import { VersionRow } from './version-row.js';
import styles from './version-list.module.css';

/** The height of a row, in pixels. */
const ROW_HEIGHT = 56;
/** How many rows are there above and below those that are seen. */
const OVERSCAN = 12;

export interface VersionListProps {
  readonly datasetId: string;
  /** The number of the version that is looked at closely. */
  readonly selected: number | undefined;
}

/** The history of a dataset, newest first. Only the rows that are seen are there. */
export function VersionList({ datasetId, selected }: VersionListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [total, setTotal] = useState(0);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const rows = virtualizer.getVirtualItems();
  const versions = useVersions(datasetId, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0);
  if (versions.total !== undefined && versions.total !== total) setTotal(versions.total);

  const position = selected === undefined ? -1 : total - 1 - selected;
  useEffect(() => {
    if (position >= 0 && position < total) virtualizer.scrollToIndex(position);
  }, [virtualizer, position, total]);

  if (versions.total === undefined) {
    if (versions.error === null) return <Loading />;
    return isUnauthorized(versions.error) ? null : (
      <ErrorView error={versions.error} onRetry={versions.retry} />
    );
  }
  const most = Math.max(
    1,
    ...rows.map(({ index }) => {
      const version = versions.at(index);
      return version === undefined ? 0 : version.added + version.updated + version.deleted;
    }),
  );
  return (
    <div ref={scroller} className={styles.scroller}>
      <ol
        className={styles.list}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Versions"
      >
        {rows.map(({ index, start }) => {
          const version = versions.at(index);
          return (
            <li
              key={index}
              className={styles.item}
              style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              aria-setsize={total}
              aria-posinset={index + 1}
            >
              {version === undefined ? (
                <div className={styles.placeholder} />
              ) : (
                <VersionRow
                  datasetId={datasetId}
                  version={version}
                  isNewest={index === 0}
                  isSelected={version.number === selected}
                  most={most}
                />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
