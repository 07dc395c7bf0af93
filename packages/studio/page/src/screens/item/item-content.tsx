import { useState } from 'react';
import { Copy } from 'lucide-react';
import type { DatasetItem } from '../../api/wire.js';
import { Badge } from '../../components/badge.js';
import { Button, IconButton } from '../../components/button.js';
import { SafeText } from '../../components/safe-text.js';
import { toast } from '../../components/toast.js';
import { FIELD_LABELS, FIELDS, jsonText, type FieldName } from '../../draft/fields.js';
import { ContentView, isReadable } from './content-view.js';
import { messagesOf } from './messages.js';
import editor from './editor.module.css';
import styles from './item.module.css';

/** Fields that every item shows, also when it has none of them. */
const ALWAYS: ReadonlySet<FieldName> = new Set(['input', 'expectedOutput']);

function copyText(value: unknown): void {
  const text = typeof value === 'string' ? value : jsonText(value);
  void navigator.clipboard.writeText(text).then(() => {
    toast('Copied');
  });
}

function FieldView({ name, value }: { readonly name: FieldName; readonly value: unknown }) {
  const [form, setForm] = useState<'readable' | 'source'>('readable');
  const label = FIELD_LABELS[name];
  const isNone = value === undefined;
  return (
    <section aria-label={label}>
      <div className={editor.head}>
        <h2 className={editor.title}>{label}</h2>
        {isNone ? null : (
          <div className={editor.tools}>
            {isReadable(value) ? (
              <Button
                variant="quiet"
                aria-pressed={form === 'source'}
                onClick={() => {
                  setForm(form === 'source' ? 'readable' : 'source');
                }}
              >
                Source
              </Button>
            ) : null}
            <IconButton
              label={`Copy ${label.toLowerCase()}`}
              icon={<Copy />}
              onClick={() => {
                copyText(value);
              }}
            />
          </div>
        )}
      </div>
      {isNone ? (
        <p className={editor.none}>The item has none.</p>
      ) : (
        <div className={form === 'readable' && messagesOf(value) !== null ? '' : styles.value}>
          <ContentView value={value} form={form} />
        </div>
      )}
    </section>
  );
}

function SplitsView({ splits }: { readonly splits: readonly string[] }) {
  return (
    <section aria-label="Splits">
      <div className={editor.head}>
        <h2 className={editor.title}>Splits</h2>
      </div>
      <div className={editor.splits}>
        {splits.map((split) => (
          <Badge key={split}>
            <SafeText text={split} limit={60} />
          </Badge>
        ))}
      </div>
    </section>
  );
}

/** What an item holds. */
export function ItemContent({ item }: { readonly item: DatasetItem }) {
  if (item.purgedAt !== undefined) {
    return <p className={editor.none}>The content of this item was removed for ever.</p>;
  }
  const names = FIELDS.filter(
    (name) =>
      name !== 'externalId' && name !== 'splits' && (ALWAYS.has(name) || item[name] !== undefined),
  );
  return (
    <div className={styles.fields}>
      {names.map((name) => (
        <FieldView key={name} name={name} value={item[name]} />
      ))}
      {item.splits === undefined ? null : <SplitsView splits={item.splits} />}
    </div>
  );
}
