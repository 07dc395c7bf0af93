import { lazy, Suspense } from 'react';
import { Loading } from '../../components/states.js';
import styles from './change-detail.module.css';
import type { FieldName } from './changed-fields.js';
import type { MergeEditorProps } from './merge-editor.js';
import { ValueBlock } from './value-block.js';
import { valueText } from './value-text.js';
import type { ChangeKind, Layout } from './view.js';

/**
 * The editor is large, and only changed items need it. Where the server is gone before it came, the texts
 * stand one below the other.
 */
const MergeEditor = lazy(async () => {
  try {
    const { MergeEditor: component } = await import('./merge-editor.js');
    return { default: component };
  } catch {
    return { default: BothTexts };
  }
});

function BothTexts({ before, after }: MergeEditorProps) {
  return (
    <>
      <ValueBlock value={before} kind="deleted" />
      <ValueBlock value={after} kind="added" />
    </>
  );
}

type Fields = Readonly<Partial<Record<FieldName, unknown>>>;

export interface FieldChangeProps {
  readonly name: FieldName;
  readonly label: string;
  readonly kind: ChangeKind;
  /** `undefined` for an item that was not there. */
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
  readonly isChanged: boolean;
  readonly layout: Layout;
}

/** Tells that the form of a value is another one, which the texts may not show: `5` and `"5"`. */
function formChange(before: unknown, after: unknown): string | null {
  if (before === undefined || after === undefined) return null;
  const isText = typeof before === 'string';
  if (isText === (typeof after === 'string')) return null;
  return isText ? 'from text to JSON' : 'from JSON to text';
}

/** What differs in a field of an item, word by word. */
export function FieldChange(props: FieldChangeProps) {
  const { name, label, kind, before, after, isChanged, layout } = props;
  const old = before?.[name];
  const value = after?.[name];
  if (old === undefined && value === undefined) return null;
  if (kind !== 'updated') {
    return (
      <section className={styles.field}>
        <h3 className={styles.label}>{label}</h3>
        <ValueBlock value={value ?? old} kind={kind} />
      </section>
    );
  }
  if (!isChanged) {
    return (
      <details className={styles.field} open={name === 'input'}>
        <summary className={styles.label}>
          {label} <span className={styles.same}>unchanged</span>
        </summary>
        <ValueBlock value={value} />
      </details>
    );
  }
  const form = formChange(old, value);
  return (
    <section className={styles.field}>
      <h3 className={styles.label}>
        {label} {form === null ? null : <span className={styles.same}>{form}</span>}
      </h3>
      <Suspense fallback={<Loading />}>
        <MergeEditor
          label={label}
          before={valueText(old)}
          after={valueText(value)}
          layout={layout}
        />
      </Suspense>
    </section>
  );
}
