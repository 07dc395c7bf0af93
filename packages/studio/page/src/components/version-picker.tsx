import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown, History } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { tagsQuery, versionsQuery } from '../api/queries.js';
import type { VersionName } from '../api/wire.js';
import { Badge } from './badge.js';
import { Button } from './button.js';
import { classNames } from './class-names.js';
import { TextInput } from './field.js';
import { Popover } from './popover.js';
import { SafeText } from './safe-text.js';
import { Time } from './time.js';
import { tagReference, versionChoices, versionLabel, type VersionChoice } from './version-name.js';
import styles from './version-picker.module.css';

/** How many versions are offered; older ones are reached by number, time or tag. */
const OFFERED = 100;

export interface VersionPickerProps {
  readonly datasetId: string;
  /** As the API names it; `undefined` for the newest. */
  readonly value: VersionName;
  readonly onChange: (version: VersionName) => void;
  /** What the version is for. Default: `Version`. */
  readonly label?: string;
  /** Whether the newest can be chosen whatever it is. Default `true`. */
  readonly allowsLatest?: boolean;
}

/** Chooses a version by its number, its tag or a time. */
export function VersionPicker(props: VersionPickerProps) {
  const { datasetId, value, onChange, label = 'Version', allowsLatest = true } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label={label}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<History aria-hidden />} aria-label={`${label}: ${versionLabel(value)}`}>
          <span className={styles.value}>
            <SafeText text={versionLabel(value)} />
          </span>
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <VersionList
        datasetId={datasetId}
        value={value}
        label={label}
        allowsLatest={allowsLatest}
        onChange={(version) => {
          setOpen(false);
          onChange(version);
        }}
      />
    </Popover>
  );
}

function VersionList(props: Required<VersionPickerProps>) {
  const { datasetId, value, onChange, label, allowsLatest } = props;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [position, setPosition] = useState(0);
  const { data, isPending } = useQuery(versionsQuery(datasetId, { page: 0, perPage: OFFERED }));
  const { data: tags = [] } = useQuery(tagsQuery(datasetId));
  const choices = withOldTags(versionChoices(data?.versions ?? [], typed, allowsLatest));
  const current = Math.min(position, choices.length - 1);

  /** Tags of versions that are too old to be among those offered. */
  function withOldTags(known: VersionChoice[]): VersionChoice[] {
    const offered = new Set(data?.versions.map(({ number }) => number));
    const text = typed.trim().toLowerCase();
    const old = tags.filter(({ number, tag }) => {
      return !offered.has(number) && tag.toLowerCase().includes(text);
    });
    return [
      ...known,
      ...old.map(({ tag, number, version }) => ({
        value: tagReference(tag),
        label: `v${number}`,
        tags: [tag],
        time: version,
      })),
    ];
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(choices.length - 1, current + step));
      setPosition(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
    const choice = choices[current];
    if (event.key === 'Enter' && choice !== undefined) {
      event.preventDefault();
      onChange(choice.value);
    }
  };

  return (
    <div className={styles.panel}>
      <TextInput
        role="combobox"
        aria-label={`${label}: number, tag or date`}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        placeholder="Number, tag or date (2026-05-31)"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPosition(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={`${id}-list`} aria-label={label} className={styles.list}>
        {choices.map((choice, index) => (
          <div
            key={`${choice.value ?? ''} ${choice.label}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={choice.value === value}
            className={classNames(styles.option, index === current && styles.current)}
            onClick={() => {
              onChange(choice.value);
            }}
            onPointerMove={() => {
              setPosition(index);
            }}
          >
            <ChoiceText choice={choice} />
            {choice.value === value ? <Check className={styles.check} aria-hidden /> : null}
          </div>
        ))}
        {choices.length === 0 ? (
          <p className={styles.none}>{isPending ? 'Loading…' : 'There is no such version.'}</p>
        ) : null}
      </div>
    </div>
  );
}

function ChoiceText({
  choice: { label, hint, tags = [], time },
}: {
  readonly choice: VersionChoice;
}) {
  return (
    <>
      <span className={styles.number}>{label}</span>
      {tags.map((tag) => (
        <Badge key={tag} tone="accent" title={tag}>
          <SafeText text={tag} limit={60} />
        </Badge>
      ))}
      <span className={styles.hint}>
        {hint === undefined || hint === '' ? null : <SafeText text={hint} limit={200} />}
      </span>
      {time === undefined ? null : (
        <span className={styles.time}>
          <Time value={time} />
        </span>
      )}
    </>
  );
}
