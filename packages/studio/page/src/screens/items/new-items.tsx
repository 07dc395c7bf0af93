import { Link } from '@tanstack/react-router';
import { Badge } from '../../components/badge.js';
import { SafeText } from '../../components/safe-text.js';
import { useDraft } from '../../draft/draft-store.js';
import { nameOf } from '../../draft/change-name.js';
import styles from './new-items.module.css';

/** The items of the draft that are to be added. Nothing where there are none. */
export function NewItems({ datasetId }: { readonly datasetId: string }) {
  const { changes } = useDraft(datasetId);
  const additions = [...changes.values()].filter(({ type }) => type === 'add');
  if (additions.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="New items that are not committed">
      {additions.map((change) => (
        <li key={change.id} className={styles.item}>
          <Badge tone="success">New</Badge>
          <Link
            to="/datasets/$datasetId/new-items/$draftId"
            params={{ datasetId, draftId: change.id }}
            className={styles.name}
          >
            <SafeText text={nameOf(change)} limit={200} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
