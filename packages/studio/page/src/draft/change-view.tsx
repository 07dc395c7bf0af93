import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, X } from 'lucide-react';
import { useState } from 'react';
import { Badge, type BadgeProps } from '../components/badge.js';
import { IconButton } from '../components/button.js';
import { SafeText } from '../components/safe-text.js';
import { ChangeContent } from './change-content.js';
import { nameOf } from './change-name.js';
import type { DraftChange } from './draft.js';
import styles from './draft.module.css';
import { draftStore } from './draft-store.js';
import { FIELD_LABELS, type FieldName } from './fields.js';

const KINDS: Readonly<Record<DraftChange['type'], { label: string; tone: BadgeProps['tone'] }>> = {
  add: { label: 'Added', tone: 'success' },
  update: { label: 'Changed', tone: 'accent' },
  delete: { label: 'Deleted', tone: 'danger' },
};

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
  /** Whether it shows at first what changes. */
  readonly startsOpen: boolean;
  readonly onOpen: () => void;
}

/** A change of the draft, and what stands in its way. */
export function ChangeView(props: ChangeViewProps) {
  const { datasetId, change, problems, startsOpen, onOpen } = props;
  const [isOpen, setOpen] = useState(startsOpen);
  const { label, tone } = KINDS[change.type];
  const fields =
    change.type === 'update'
      ? (Object.keys(change.texts) as FieldName[]).map((name) => FIELD_LABELS[name]).join(', ')
      : '';
  const name = nameOf(change);
  return (
    <li className={styles.change}>
      <div className={styles.changeHead}>
        <IconButton
          label="What changes"
          icon={isOpen ? <ChevronDown /> : <ChevronRight />}
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        />
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
      </div>
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          <SafeText text={problem} limit={500} />
        </p>
      ))}
      {isOpen ? <ChangeContent change={change} /> : null}
    </li>
  );
}
