import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { versionsQuery } from '../../api/queries.js';
import type { Dataset } from '../../api/wire.js';
import { useShortcuts } from '../../app/keyboard.js';
import { Badge } from '../../components/badge.js';
import { classNames } from '../../components/class-names.js';
import { SafeText } from '../../components/safe-text.js';
import { Time } from '../../components/time.js';
import styles from './dataset-table.module.css';

export interface DatasetTableProps {
  readonly datasets: readonly Dataset[];
  /** Whether it shows what was there before, while what is asked for is on its way. */
  readonly isStale: boolean;
}

/** Datasets, one a row. The keys j and k, or the arrows, go through them. */
export function DatasetTable({ datasets, isStale }: DatasetTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const move = (step: number) => {
    const links = [...(table.current?.querySelectorAll('a') ?? [])];
    const position = links.findIndex((link) => link === document.activeElement);
    links[position === -1 ? 0 : Math.max(0, Math.min(links.length - 1, position + step))]?.focus();
  };
  const next = () => {
    move(1);
  };
  const previous = () => {
    move(-1);
  };
  useShortcuts([
    { keys: 'j', label: 'Next', run: next },
    { keys: 'ArrowDown', label: 'Next', run: next },
    { keys: 'k', label: 'Previous', run: previous },
    { keys: 'ArrowUp', label: 'Previous', run: previous },
  ]);
  return (
    <table ref={table} className={classNames(styles.table, isStale && styles.stale)}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={styles.number}>
            Items
          </th>
          <th scope="col" className={classNames(styles.number, styles.wide)}>
            Version
          </th>
          <th scope="col">Last change</th>
          <th scope="col" className={styles.wide}>
            Attributes
          </th>
        </tr>
      </thead>
      <tbody>
        {datasets.map((dataset) => (
          <DatasetRow key={dataset.id} dataset={dataset} />
        ))}
      </tbody>
    </table>
  );
}

function DatasetRow({ dataset }: { readonly dataset: Dataset }) {
  const { id, name, description, versionNumber } = dataset;
  const { data } = useQuery(versionsQuery(id, { page: 0, perPage: 1 }));
  const newest = data?.versions[0];
  return (
    <tr className={styles.row}>
      <th scope="row" className={styles.name}>
        <Link to="/datasets/$datasetId/items" params={{ datasetId: id }} className={styles.link}>
          <span className={styles.title} title={name}>
            <SafeText text={name} limit={300} />
          </span>
        </Link>
        {description === undefined ? null : (
          <p className={styles.description} title={description.slice(0, 1_000)}>
            <SafeText text={description} limit={300} />
          </p>
        )}
      </th>
      <td className={styles.number}>{newest?.itemCount.toLocaleString('en') ?? '–'}</td>
      <td className={classNames(styles.number, styles.wide)}>
        {versionNumber === undefined ? '–' : `v${versionNumber}`}
      </td>
      <td className={styles.change}>
        <Time value={dataset.version} />
        <p className={styles.description}>
          <SafeText
            text={[newest?.author, newest?.message].filter(Boolean).join(': ')}
            limit={200}
          />
        </p>
      </td>
      <td className={styles.wide}>
        <Attributes attributes={{ ...dataset.metadata, ...dataset.attributes }} />
      </td>
    </tr>
  );
}

/** How many attributes a row shows. */
const SHOWN = 4;

/** The attribute in which imports keep how they read the last file, which is for them alone. */
const MAPPING = 'import';

function Attributes({ attributes }: { readonly attributes: Record<string, unknown> }) {
  const entries = Object.entries(attributes).flatMap(([name, value]) => {
    if (name === MAPPING && typeof value === 'object') return [];
    return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return (
    <div className={styles.attributes}>
      {entries.slice(0, SHOWN).map((text) => (
        <Badge key={text} title={text.slice(0, 1_000)}>
          <SafeText text={text} limit={80} />
        </Badge>
      ))}
      {entries.length > SHOWN ? (
        <Badge title={entries.slice(SHOWN).join('\n').slice(0, 2_000)}>
          +{entries.length - SHOWN}
        </Badge>
      ) : null}
    </div>
  );
}
