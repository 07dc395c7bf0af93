import type { DatasetItem } from '../../api/wire.js';
import { FIELD_LABELS, FIELDS, isSame, jsonText, type FieldName } from '../../draft/fields.js';
import { LazyTextDiff } from './lazy-editors.js';
import styles from './item.module.css';

/** What a diff compares: strings as they stand, and anything else as JSON. */
function diffText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : jsonText(value);
}

/** The fields in which two states differ. */
function differingFields(before: DatasetItem | null, after: DatasetItem | null): FieldName[] {
  return FIELDS.filter((name) => !isSame(before?.[name], after?.[name]));
}

export interface StateDiffProps {
  /** `null` for an item that was not there. */
  readonly before: DatasetItem | null;
  readonly after: DatasetItem | null;
}

/** What differs between two states of an item, field by field. */
export function StateDiff({ before, after }: StateDiffProps) {
  const fields = differingFields(before, after);
  if (fields.length === 0) return <p>Both have the same content.</p>;
  return fields.map((name) => (
    <section key={name} className={styles.difference}>
      <h3>{FIELD_LABELS[name]}</h3>
      <LazyTextDiff
        before={diffText(before?.[name])}
        after={diffText(after?.[name])}
        label={`Changes of ${FIELD_LABELS[name]}`}
      />
    </section>
  ));
}
