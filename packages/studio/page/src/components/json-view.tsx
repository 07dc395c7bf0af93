import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { classNames } from './class-names.js';
import styles from './json-view.module.css';
import { SafeText } from './safe-text.js';

/** How many entries of a list or object are shown before one asks for more. */
const ENTRIES = 100;
/** How many characters of a text are shown before one asks for more. */
const CHARACTERS = 2_000;
/** How much more text each press of the button shows. */
const MORE_CHARACTERS = 100_000;

export interface JsonViewProps {
  readonly value: unknown;
  /** How many levels are open at first. Default 3. */
  readonly depth?: number;
}

/**
 * A JSON value that one can fold and unfold. Only what is unfolded is there, so the size and depth of
 * the value do not matter.
 */
export function JsonView({ value, depth = 3 }: JsonViewProps) {
  return (
    <div className={styles.view}>
      <JsonNode value={value} depth={depth} />
    </div>
  );
}

interface NodeProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Array.isArray(value)
    ? value.map((entry, index) => [String(index), entry] as const)
    : Object.entries(value);
}

function JsonNode({ name, value, depth }: NodeProps) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={styles.row}>
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  return <Branch name={name} value={value} depth={depth} />;
}

function Name({ name }: { readonly name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <span className={styles.name}>
      <SafeText text={name} limit={200} />:{' '}
    </span>
  );
}

function Branch({
  name,
  value,
  depth,
}: {
  readonly name: string | undefined;
  readonly value: object;
  readonly depth: number;
}) {
  const entries = entriesOf(value);
  const isList = Array.isArray(value);
  const [isOpen, setOpen] = useState(depth > 0 && entries.length > 0);
  const [shown, setShown] = useState(ENTRIES);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const noun = isList ? 'entries' : 'keys';
  if (entries.length === 0) {
    return (
      <div className={styles.row}>
        <Name name={name} />
        {open}
        {close}
      </div>
    );
  }
  return (
    <div>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        <ChevronRight className={classNames(styles.chevron, isOpen && styles.open)} aria-hidden />
        <Name name={name} />
        {open}
        {isOpen ? null : (
          <span className={styles.count}>
            {' '}
            {entries.length}{' '}
            {entries.length === 1 ? noun.replace(/ies$|s$/, isList ? 'y' : '') : noun} {close}
          </span>
        )}
      </button>
      {isOpen ? (
        <div className={styles.children}>
          {entries.slice(0, shown).map(([key, entry]) => (
            <JsonNode
              key={key}
              {...(isList ? {} : { name: key })}
              value={entry}
              depth={depth - 1}
            />
          ))}
          {entries.length > shown ? (
            <button
              type="button"
              className={styles.more}
              onClick={() => {
                setShown(shown + ENTRIES * 5);
              }}
            >
              Show more of the {entries.length} {noun}
            </button>
          ) : null}
        </div>
      ) : null}
      {isOpen ? <div className={styles.row}>{close}</div> : null}
    </div>
  );
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') return <Text text={value} />;
  if (typeof value === 'number') return <span className={styles.number}>{String(value)}</span>;
  return <span className={styles.literal}>{String(value)}</span>;
}

/** Marks what would end a text of JSON; line breaks stay, as that reads better. */
function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}

function Text({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(CHARACTERS);
  return (
    <span className={styles.text}>
      &quot;
      <SafeText text={escaped(text.slice(0, shown))} />
      {text.length > shown ? '…' : ''}
      &quot;
      {text.length > shown ? (
        <button
          type="button"
          className={styles.more}
          onClick={() => {
            setShown(shown + MORE_CHARACTERS);
          }}
        >
          Show more of the {text.length.toLocaleString('en')} characters
        </button>
      ) : null}
    </span>
  );
}
