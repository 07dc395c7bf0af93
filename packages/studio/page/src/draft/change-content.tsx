import { FieldChange } from '../screens/compare/field-change.js';
import { contentOf, type Content } from './content.js';
import type { DraftChange } from './draft.js';
import styles from './draft.module.css';
import { FIELD_LABELS, FIELDS, type FieldName } from './fields.js';

interface Difference {
  readonly kind: 'added' | 'updated' | 'deleted';
  readonly before: Content | undefined;
  readonly after: Content | undefined;
  readonly fields: readonly FieldName[];
}

function differenceOf(change: DraftChange): Difference {
  switch (change.type) {
    case 'add':
      return { kind: 'added', before: undefined, after: contentOf(change), fields: FIELDS };
    case 'delete':
      return { kind: 'deleted', before: change.base, after: undefined, fields: FIELDS };
    case 'update': {
      const fields = FIELDS.filter((name) => change.texts[name] !== undefined);
      return { kind: 'updated', before: change.base, after: contentOf(change), fields };
    }
  }
}

/** What a change makes of an item: before and after, word by word. */
export function ChangeContent({ change }: { readonly change: DraftChange }) {
  const { kind, before, after, fields } = differenceOf(change);
  return (
    <div className={styles.content}>
      {fields.map((name) => (
        <FieldChange
          key={name}
          name={name}
          label={FIELD_LABELS[name]}
          kind={kind}
          before={before}
          after={after}
          isChanged
          layout="inline"
        />
      ))}
    </div>
  );
}
