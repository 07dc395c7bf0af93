import { FilesError, type Remedy } from '@mastra-datasets/files';
import { Button } from '../../components/button.js';
import { describeError } from '../../components/describe-error.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './file-failure.module.css';
import { formatName } from '../../components/format-name.js';
import type { ReadSettings } from './reading/settings.js';
import type { ImportState } from './use-import.js';

/** Says what is wrong with a file, and offers the ways of reading it that may help. */
export function FileFailure({
  error,
  state,
}: {
  readonly error: unknown;
  readonly state: ImportState;
}) {
  const { title, detail, code } = describeError(error);
  const isOfFile = error instanceof FilesError;
  const remedies = isOfFile ? error.remedies : [];
  // Those of the command line name its options, which this page does not have.
  const hint = isOfFile && error.hint?.includes('--') === false ? error.hint : undefined;
  return (
    <div className={styles.failure} role="alert">
      <h3 className={styles.title}>{isOfFile ? 'The file cannot be read like this' : title}</h3>
      <p className={styles.detail}>
        <SafeText text={detail} limit={4_000} />
      </p>
      {hint === undefined ? null : (
        <p className={styles.hint}>
          <SafeText text={sentence(hint)} limit={1_000} />
        </p>
      )}
      {code === undefined ? null : <code>{code}</code>}
      <div className={styles.actions}>
        {remedies.map((remedy) => (
          <Button
            key={`${remedy.option}=${String(remedy.value)}`}
            onClick={() => {
              state.changeSettings({ ...state.settings, ...settingOf(remedy) });
            }}
          >
            <SafeText text={labelOf(remedy)} limit={100} />
          </Button>
        ))}
        {isOfFile ? null : (
          <Button
            onClick={() => {
              state.changeSettings({ ...state.settings });
            }}
          >
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

/** Hints of the library begin small, as they stand behind other words on the command line. */
function sentence(hint: string): string {
  return `${hint.slice(0, 1).toUpperCase()}${hint.slice(1)}${/[.!?]$/.test(hint) ? '' : '.'}`;
}

function settingOf({ option, value }: Remedy): ReadSettings {
  return { [option]: value };
}

function labelOf({ option, value }: Remedy): string {
  const text = value === '\t' ? 'a tab' : String(value);
  switch (option) {
    case 'delimiter':
      return `Read ${text} as what separates cells`;
    case 'encoding':
      return `Read it as ${text}`;
    case 'format':
      return `Read it as ${formatName(text)}`;
    case 'header':
      return 'Take the first line for a row';
    case 'quotes':
      return 'Take quotes for text';
    case 'root':
      return `Take the rows of ${text}`;
    case 'sheet':
      return `Take the sheet ${text}`;
  }
}
