import type { Dataset, DatasetItem } from '../../api/wire.js';
import { withText, textOf, type DraftChange } from '../../draft/draft.js';
import { draftStore } from '../../draft/draft-store.js';
import { FIELDS, writeField, type FieldName } from '../../draft/fields.js';
import { FieldEditor } from './field-editor.js';
import styles from './item.module.css';

function schemaOf(dataset: Dataset | undefined, name: FieldName) {
  if (name === 'input') return dataset?.inputSchema;
  return name === 'expectedOutput' ? dataset?.expectedOutputSchema : undefined;
}

export interface ItemEditorProps {
  readonly datasetId: string;
  readonly dataset: Dataset | undefined;
  readonly item: DatasetItem;
  readonly change: DraftChange | undefined;
  readonly onSubmit: () => void;
}

/** The fields of an item, to be changed. What is typed goes into the draft at once. */
export function ItemEditor({ datasetId, dataset, item, change, onSubmit }: ItemEditorProps) {
  const update = change?.type === 'update' ? change : undefined;
  const base = update?.base ?? item;
  // The name of an item never changes.
  const names = FIELDS.filter((name) => name !== 'externalId');
  return (
    <div className={styles.fields}>
      {names.map((name) => (
        <FieldEditor
          key={name}
          name={name}
          text={update === undefined ? writeField(base[name]) : textOf(update, name)}
          schema={schemaOf(dataset, name)}
          isOptional={
            name !== 'input' && !(name === 'expectedOutput' && base.expectedOutput !== undefined)
          }
          hasFocus={name === 'input'}
          onChange={(text) => {
            const store = draftStore(datasetId);
            const before = store.get().changes.get(item.id);
            store.set(item.id, withText(before, item, name, text));
          }}
          onSubmit={onSubmit}
        />
      ))}
    </div>
  );
}

export interface NewItemEditorProps {
  readonly datasetId: string;
  readonly dataset: Dataset | undefined;
  readonly change: Extract<DraftChange, { readonly type: 'add' }>;
  readonly onSubmit: () => void;
}

/** The fields of an item that is to be added. */
export function NewItemEditor({ datasetId, dataset, change, onSubmit }: NewItemEditorProps) {
  return (
    <div className={styles.fields}>
      {FIELDS.map((name) => (
        <FieldEditor
          key={name}
          name={name}
          text={textOf(change, name)}
          schema={schemaOf(dataset, name)}
          isOptional={name !== 'input'}
          hasFocus={name === 'input'}
          onChange={(text) => {
            const store = draftStore(datasetId);
            const before = store.get().changes.get(change.id);
            const texts = before?.type === 'add' ? before.texts : change.texts;
            store.set(change.id, { ...change, texts: { ...texts, [name]: text } });
          }}
          onSubmit={onSubmit}
        />
      ))}
    </div>
  );
}
