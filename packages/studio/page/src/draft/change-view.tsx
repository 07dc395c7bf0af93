import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { Badge, type BadgeProps } from '../components/badge.js';
import { IconButton } from '../components/button.js';
import { SafeText } from '../components/safe-text.js';
import { textOf, type DraftChange } from './draft.js';
import styles from './draft.module.css';
import { draftStore } from './draft-store.js';
import { FIELD_LABELS, type FieldName } from './fields.js';

const KINDS: Readonly<Record<DraftChange['type'], { label: string; tone: BadgeProps['tone'] }>> = {
  add: { label: 'Added', tone: 'success' },
  update: { label: 'Changed', tone: 'accent' },
  delete: { label: 'Deleted', tone: 'danger' },
};

/** What a change is called: the external id of its item, or its beginning. */
function nameOf(change: DraftChange): string {
  if (change.type === 'add') {
    return textOf(change, 'externalId').text || textOf(change, 'input').text.trim() || 'New item';
  }
  const { externalId, input } = change.base;
  return externalId ?? (typeof input === 'string' ? input : JSON.stringify(input));
}

/** Where a change is made. */
function placeOf(datasetId: string, { type, id }: DraftChange) {
  return type === 'add'
    ? ({
        to: '/datasets/$datasetId/new-items/$draftId',
        params: { datasetId, draftId: id },
      } as const)
    : ({ to: '/datasets/$datasetId/items/$itemId', params: { datasetId, itemId: id } } as const);
}

interface ChangeViewProps {
  readonly datasetId: string;
  readonly change: DraftChange;
  readonly problems: readonly string[];
  readonly onOpen: () => void;
}

/** A change of the draft, and what stands in its way. */
export function ChangeView({ datasetId, change, problems, onOpen }: ChangeViewProps) {
  const { label, tone } = KINDS[change.type];
  const fields =
    change.type === 'update'
      ? (Object.keys(change.texts) as FieldName[]).map((name) => FIELD_LABELS[name]).join(', ')
      : '';
  const name = nameOf(change);
  return (
    <li className={styles.change}>
      <Badge {...(tone === undefined ? {} : { tone })}>{label}</Badge>
      <Link {...placeOf(datasetId, change)} className={styles.name} onClick={onOpen}>
        <SafeText text={name} limit={40} />
      </Link>
      <span className={styles.fields}>{fields}</span>
      <IconButton
        className={styles.discard}
        label="Discard this change"
        icon={<X />}
        onClick={() => {
          draftStore(datasetId).set(change.id, null);
        }}
      />
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          <SafeText text={problem} limit={500} />
        </p>
      ))}
    </li>
  );
}
