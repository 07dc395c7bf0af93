import { ArrowLeftRight, ArrowRight, Columns2, Rows2 } from 'lucide-react';
import { Button, IconButton } from '../../components/button.js';
import { VersionPicker } from '../../components/version-picker.js';
import styles from './compare-toolbar.module.css';
import type { CompareChange, Layout } from './view.js';
import { useLayout } from './use-layout.js';

export interface CompareToolbarProps {
  readonly datasetId: string;
  readonly from: string;
  readonly to: string;
  readonly layout: Layout | undefined;
  readonly onChange: (change: CompareChange) => void;
}

const LAYOUT_BUTTONS = [
  { layout: 'split', label: 'Side by side', icon: <Columns2 aria-hidden /> },
  { layout: 'inline', label: 'Inline', icon: <Rows2 aria-hidden /> },
] as const;

/** Which versions are compared, and how. */
export function CompareToolbar(props: CompareToolbarProps) {
  const { datasetId, from, to, layout, onChange } = props;
  const shown = useLayout(layout);
  return (
    <div className={styles.toolbar}>
      <div className={styles.versions}>
        <VersionPicker
          datasetId={datasetId}
          label="From"
          allowsLatest={false}
          value={from}
          onChange={(version) => {
            onChange({ from: version, item: undefined });
          }}
        />
        <ArrowRight className={styles.arrow} aria-label="to" />
        <VersionPicker
          datasetId={datasetId}
          label="To"
          allowsLatest={false}
          value={to}
          onChange={(version) => {
            onChange({ to: version, item: undefined });
          }}
        />
        <IconButton
          label="Swap the versions"
          icon={<ArrowLeftRight />}
          onClick={() => {
            onChange((now) => ({ from: now.to ?? to, to: now.from ?? from }));
          }}
        />
      </div>
      <div className={styles.layouts} role="group" aria-label="Layout">
        {LAYOUT_BUTTONS.map(({ layout: choice, label, icon }) => (
          <Button
            key={choice}
            variant="quiet"
            icon={icon}
            aria-label={label}
            aria-pressed={shown === choice}
            className={styles.layout}
            onClick={() => {
              onChange({ layout: choice });
            }}
          >
            <span className={styles.label}>{label}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
