import { INPUT_FORMATS, SHAPE_NAMES } from '@mastra-datasets/files';
import { useState } from 'react';
import { Field, Select, TextInput } from '../../components/field.js';
import { formatName } from '../../components/format-name.js';
import styles from './reading-options.module.css';
import type { ReadSettings } from './reading/settings.js';
import type { ImportState } from './use-import.js';

export interface ReadingOptionsProps {
  readonly state: ImportState;
  readonly isOpen: boolean;
}

/** What says how the file is read, where the file does not say it well enough. */
export function ReadingOptions({ state, isOpen }: ReadingOptionsProps) {
  const { settings, changeSettings } = state;
  const [wasOpened, setOpened] = useState(false);
  const change = (changed: ReadSettings) => {
    changeSettings({ ...settings, ...changed });
  };
  return (
    <details
      className={styles.options}
      open={isOpen || wasOpened}
      onToggle={(event) => {
        setOpened(event.currentTarget.open);
      }}
    >
      <summary>How the file is read</summary>
      <div className={styles.fields}>
        <Choice
          label="Format"
          value={settings.format}
          choices={INPUT_FORMATS.map((format) => [format, formatName(format)])}
          onChange={(value) => {
            change({ format: INPUT_FORMATS.find((format) => format === value) });
          }}
        />
        <Choice
          label="Written by"
          value={settings.from}
          choices={SHAPE_NAMES.map((name) => [name, name])}
          onChange={(from) => {
            change({ from });
          }}
        />
        <Text
          label="Between cells"
          value={settings.delimiter?.replaceAll('\t', String.raw`\t`)}
          placeholder=", or a tab"
          onChange={(text) => {
            change({ delimiter: text?.replaceAll(String.raw`\t`, '\t') });
          }}
        />
        <Text
          label="Encoding"
          value={settings.encoding}
          placeholder="utf-8"
          onChange={(encoding) => {
            change({ encoding });
          }}
        />
        <Choice
          label="First line"
          value={settings.header === undefined ? undefined : String(settings.header)}
          choices={[
            ['true', 'Names of columns'],
            ['false', 'A row'],
          ]}
          onChange={(value) => {
            change({ header: value === undefined ? undefined : value === 'true' });
          }}
        />
        <Text
          label="Where the rows are"
          value={settings.root}
          placeholder="data.items"
          onChange={(root) => {
            change({ root });
          }}
        />
        <Text
          label="Sheet"
          value={settings.sheet}
          placeholder="The only one"
          onChange={(sheet) => {
            change({ sheet });
          }}
        />
        <Choice
          label="Numbers that would be rounded"
          none="Refuse"
          value={settings.bigNumbers}
          choices={[
            ['text', 'Keep as text'],
            ['round', 'Round'],
          ]}
          onChange={(bigNumbers) => {
            change({ bigNumbers });
          }}
        />
        <Choice
          label="NaN and Infinity"
          none="Refuse"
          value={settings.nan}
          choices={[['null', 'Read as null']]}
          onChange={(nan) => {
            change({ nan });
          }}
        />
      </div>
      <div className={styles.checks}>
        <Check
          label="Quotes enclose cells"
          isOn={settings.quotes ?? true}
          onChange={(quotes) => {
            change({ quotes: quotes ? undefined : false });
          }}
        />
        <Check
          label="Read numbers, true, false, null and JSON in cells of text"
          isOn={settings.infer ?? false}
          onChange={(infer) => {
            change({ infer: infer ? true : undefined });
          }}
        />
        <Check
          label="Read lists, None, True and nan of Python in text"
          isOn={settings.python ?? false}
          onChange={(python) => {
            change({ python: python ? true : undefined });
          }}
        />
      </div>
    </details>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What it is called when nothing is chosen. */
  readonly none?: string;
  readonly value: string | undefined;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, none = 'Found out', value = '', choices, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={value}
          onChange={(event) => {
            onChange(event.target.value === '' ? undefined : event.target.value);
          }}
        >
          <option value="">{none}</option>
          {choices.map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder: string;
  readonly onChange: (value: string | undefined) => void;
}

/** Text that counts once it was left, as half of it says something else. */
function Text({ label, value = '', placeholder, onChange }: TextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label}>
      {(control) => (
        <TextInput
          {...control}
          value={typed ?? value}
          placeholder={placeholder}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
          onBlur={() => {
            if (typed !== null && typed !== value) onChange(typed === '' ? undefined : typed);
            setTyped(null);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      )}
    </Field>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Check({ label, isOn, onChange }: CheckProps) {
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      {label}
    </label>
  );
}
