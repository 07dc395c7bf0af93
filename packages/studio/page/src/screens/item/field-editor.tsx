import { useDeferredValue, useId, useMemo } from 'react';
import type { JsonSchema } from '../../api/wire.js';
import { SafeText } from '../../components/safe-text.js';
import { Select, TextInput } from '../../components/field.js';
import { useSchemaCheck } from '../../draft/schema-check.js';
import {
  FIELD_LABELS,
  jsonText,
  readField,
  type FieldName,
  type FieldText,
} from '../../draft/fields.js';
import styles from './editor.module.css';
import { LazyCodeEditor } from './lazy-editors.js';
import { SplitsEditor } from './splits-editor.js';

export interface FieldEditorProps {
  readonly name: FieldName;
  readonly text: FieldText;
  /** What the dataset demands of it. */
  readonly schema?: JsonSchema | undefined;
  /** Whether the field can be left out. What an item has as expected output cannot go away. */
  readonly isOptional: boolean;
  readonly hasFocus?: boolean;
  readonly onChange: (text: FieldText) => void;
  readonly onSubmit: () => void;
}

const KIND_LABELS = { text: 'Text', json: 'JSON', none: 'None' } as const;

/** The forms that a field can be typed in. */
function kindsOf(name: FieldName, isOptional: boolean): readonly FieldText['kind'][] {
  const forms: readonly FieldText['kind'][] =
    name === 'input' || name === 'expectedOutput' ? ['text', 'json'] : ['json'];
  return isOptional ? [...forms, 'none'] : forms;
}

/** What was typed, in another form; a text becomes a string in JSON, and the other way round. */
function converted(name: FieldName, { kind, text }: FieldText, to: FieldText['kind']): FieldText {
  if (to === 'none' || kind === to) return { kind: to, text };
  if (kind === 'none') {
    const fresh = to === 'json' && text === '' ? (name === 'splits' ? '[]' : '{}') : text;
    return { kind: to, text: fresh };
  }
  if (to === 'json') return { kind: to, text: jsonText(text) };
  const reading = readField(name, { kind, text });
  const isString = 'value' in reading && typeof reading.value === 'string';
  return { kind: to, text: isString ? reading.value : text };
}

/** What is wrong with what was typed, as people read it. */
function useProblems({ name, text, schema }: FieldEditorProps): string[] {
  const check = useSchemaCheck(schema);
  // Checks of large values may lag behind the typing, but never hold it up.
  const deferred = useDeferredValue(text);
  return useMemo(() => {
    const reading = readField(name, deferred);
    if ('problem' in reading) {
      const place = reading.line === undefined ? '' : `Line ${reading.line}: `;
      return [`${place}${reading.problem}`];
    }
    if (check === null || reading.value === undefined) return [];
    return check(reading.value).map(({ pointer, message }) =>
      pointer === '' ? message : `${pointer}: ${message}`,
    );
  }, [name, deferred, check]);
}

/** The editor of a field, and what is wrong with what it holds. */
export function FieldEditor(props: FieldEditorProps) {
  const { name, text, isOptional, hasFocus = false, onChange, onSubmit } = props;
  const id = useId();
  const problems = useProblems(props);
  const label = FIELD_LABELS[name];
  const kinds = kindsOf(name, isOptional);
  return (
    <section aria-labelledby={`${id}-title`}>
      <div className={styles.head}>
        <h2 id={`${id}-title`} className={styles.title}>
          {label}
        </h2>
        {name === 'externalId' || name === 'splits' ? null : (
          <div className={styles.tools}>
            <Select
              className={styles.kind}
              aria-label={`Form of ${label.toLowerCase()}`}
              value={text.kind}
              onChange={({ target }) => {
                const kind = kinds.find((candidate) => candidate === target.value);
                if (kind !== undefined) onChange(converted(name, text, kind));
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {KIND_LABELS[kind]}
                </option>
              ))}
            </Select>
          </div>
        )}
      </div>
      <FieldControl
        {...props}
        label={label}
        describedBy={problems.length > 0 ? `${id}-problems` : undefined}
        hasFocus={hasFocus}
        onSubmit={onSubmit}
      />
      {problems.length === 0 ? null : (
        <ul id={`${id}-problems`} className={styles.problems} aria-label={`Problems of ${label}`}>
          {problems.map((problem) => (
            <li key={problem}>
              <SafeText text={problem} limit={500} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface FieldControlProps extends FieldEditorProps {
  readonly label: string;
  readonly describedBy: string | undefined;
}

function FieldControl(props: FieldControlProps) {
  const { name, text, label, describedBy, hasFocus = false, onChange, onSubmit } = props;
  if (name === 'splits') return <SplitsEditor text={text} onChange={onChange} />;
  if (name === 'externalId') {
    return (
      <TextInput
        aria-label={label}
        aria-describedby={describedBy}
        maxLength={255}
        value={text.text}
        onChange={({ target: { value } }) => {
          onChange({ kind: value === '' ? 'none' : 'text', text: value });
        }}
      />
    );
  }
  if (text.kind === 'none') return <p className={styles.none}>The item has none.</p>;
  return (
    <LazyCodeEditor
      value={text.text}
      language={text.kind}
      label={label}
      describedBy={describedBy}
      isInvalid={describedBy !== undefined}
      hasFocus={hasFocus}
      onChange={(typed) => {
        onChange({ kind: text.kind, text: typed });
      }}
      onSubmit={onSubmit}
    />
  );
}
