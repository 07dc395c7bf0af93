import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { ArrowLeft, SquareArrowOutUpRight } from 'lucide-react';
import { datasetQuery, itemQuery } from '../../api/queries.js';
import { isUnauthorized } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { IconButton } from '../../components/button.js';
import { SafeText } from '../../components/safe-text.js';
import { ErrorView, Loading } from '../../components/states.js';
import styles from './change-detail.module.css';
import { FIELDS, type Change } from './changed-fields.js';
import { FieldChange } from './field-change.js';
import type { Layout } from './view.js';

export interface ChangeDetailProps {
  readonly datasetId: string;
  readonly from: string;
  readonly to: string;
  readonly change: Change;
  readonly layout: Layout;
  /** Goes back to the list, where there is no room for both. */
  readonly onClose: () => void;
}

const TONES = { added: 'success', updated: 'warning', deleted: 'danger' } as const;

/** What differs in one item. */
export function ChangeDetail(props: ChangeDetailProps) {
  const { datasetId, from, to, change, layout, onClose } = props;
  const { id, kind, label } = change;
  const before = useQuery({ ...itemQuery(datasetId, id, from), enabled: kind !== 'added' });
  const after = useQuery({ ...itemQuery(datasetId, id, to), enabled: kind !== 'deleted' });
  const error = before.error ?? after.error;
  const isLoading = before.isLoading || after.isLoading;
  const item = after.data ?? before.data;
  return (
    <article className={styles.detail} aria-label="Change">
      <header className={styles.header}>
        <span className={styles.back}>
          <IconButton label="Back to the changes" icon={<ArrowLeft />} onClick={onClose} />
        </span>
        <h2 className={styles.title}>
          <SafeText text={label} limit={120} />
        </h2>
        <Badge tone={TONES[kind]}>{kind}</Badge>
        <ItemLink {...props} />
      </header>
      {isLoading ? (
        <Loading />
      ) : error !== null ? (
        isUnauthorized(error) ? null : (
          <ErrorView error={error} />
        )
      ) : (
        <>
          {item?.purgedAt === undefined ? null : (
            <p className={styles.note}>
              This item was purged: its content is gone from every version.
            </p>
          )}
          {FIELDS.map((field) => (
            <FieldChange
              key={field.name}
              {...field}
              kind={kind}
              before={before.data}
              after={after.data}
              isChanged={change.fields.includes(field.name)}
              layout={layout}
            />
          ))}
        </>
      )}
    </article>
  );
}

/** Leads to the item: to the newest, which can be edited, where that is what is compared. */
function ItemLink({ datasetId, from, to, change }: ChangeDetailProps) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const href = useLocation({ select: (location) => location.href });
  const version = change.kind === 'deleted' ? from : to;
  const isNewest = change.kind !== 'deleted' && version === String(dataset?.versionNumber);
  return (
    <Link
      to="/datasets/$datasetId/items/$itemId"
      params={{ datasetId, itemId: change.id }}
      search={isNewest ? {} : { version }}
      state={{ origin: { label: 'Compare', href } }}
      className={styles.open}
    >
      <SquareArrowOutUpRight aria-hidden />
      Open the item
    </Link>
  );
}
