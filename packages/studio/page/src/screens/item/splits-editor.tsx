import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { TextInput } from '../../components/field.js';
import { SafeText } from '../../components/safe-text.js';
import { readField, type FieldText } from '../../draft/fields.js';
import styles from './editor.module.css';

function splitsOf(text: FieldText): readonly string[] {
  const reading = readField('splits', text);
  const value = 'value' in reading ? reading.value : undefined;
  return Array.isArray(value) ? value.map(String) : [];
}

export interface SplitsEditorProps {
  readonly text: FieldText;
  readonly onChange: (text: FieldText) => void;
}

/** The subsets that an item belongs to, one by one. */
export function SplitsEditor({ text, onChange }: SplitsEditorProps) {
  const [typed, setTyped] = useState('');
  const splits = splitsOf(text);
  const change = (next: readonly string[]) => {
    // As the storage keeps them: a set, sorted.
    const sorted = [...new Set(next)].sort();
    onChange(
      sorted.length === 0
        ? { kind: 'none', text: '' }
        : { kind: 'json', text: JSON.stringify(sorted, null, 2) },
    );
  };
  const name = typed.trim();
  const add = () => {
    if (name === '') return;
    change([...splits, name]);
    setTyped('');
  };
  return (
    <div className={styles.splits}>
      {splits.map((split) => (
        <span key={split} className={styles.split}>
          <SafeText text={split} limit={60} />
          <button
            type="button"
            className={styles.remove}
            aria-label={`Remove the split ${split}`}
            onClick={() => {
              change(splits.filter((other) => other !== split));
            }}
          >
            <X aria-hidden />
          </button>
        </span>
      ))}
      <TextInput
        className={styles.newSplit}
        aria-label="Name of a split"
        placeholder="train, test, hard…"
        maxLength={255}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button icon={<Plus />} disabled={name === ''} onClick={add}>
        Add split
      </Button>
    </div>
  );
}
