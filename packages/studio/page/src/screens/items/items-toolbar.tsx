import type { VersionName } from '../../api/wire.js';
import { Select } from '../../components/field.js';
import { SearchBox } from '../../components/search-box.js';
import { VersionPicker } from '../../components/version-picker.js';
import { AddItemButton } from '../item/add-item-button.js';
import { ColumnsPopover } from './columns-popover.js';
import type { Column, ColumnsChange } from './columns.js';
import { ExportButton } from './export-button.js';
import styles from './items-screen.module.css';
import { ORDER_LABELS } from './query.js';
import { SplitsPopover } from './splits-popover.js';
import { ITEM_ORDERS, type ItemsView, type ViewChange } from './view.js';
import { WherePopover } from './where-popover.js';

export interface ItemsToolbarProps {
  readonly datasetId: string;
  readonly view: ItemsView;
  readonly onViewChange: (change: ViewChange) => void;
  /** The version that is shown, by its number where that is known. */
  readonly version: VersionName;
  readonly columns: readonly Column[];
  readonly onColumnsChange: (change: ColumnsChange) => void;
  readonly paths: readonly string[];
  readonly whereError: string | undefined;
  readonly whereErrorPath: string | undefined;
  readonly isWhereOpen: boolean;
  readonly onWhereOpenChange: (isOpen: boolean) => void;
}

/** Everything that chooses what the grid shows. */
export function ItemsToolbar(props: ItemsToolbarProps) {
  const { datasetId, view, onViewChange, version, columns, paths } = props;
  return (
    <div className={styles.toolbar}>
      <SearchBox
        label="Search inputs and outputs"
        value={view.search ?? ''}
        onChange={(search) => {
          onViewChange({ search: search === '' ? undefined : search });
        }}
      />
      <WherePopover
        value={view.where}
        paths={paths}
        error={props.whereError}
        errorPath={props.whereErrorPath}
        isOpen={props.isWhereOpen}
        onOpenChange={props.onWhereOpenChange}
        onChange={(where) => {
          onViewChange({ where });
        }}
      />
      <SplitsPopover
        datasetId={datasetId}
        version={version}
        value={view.splits ?? []}
        onToggle={(split) => {
          onViewChange(({ splits = [] }) => {
            const others = splits.filter((other) => other !== split);
            const next = others.length < splits.length ? others : [...splits, split];
            return { splits: next.length === 0 ? undefined : next };
          });
        }}
      />
      <VersionPicker
        datasetId={datasetId}
        value={view.version}
        onChange={(chosen) => {
          onViewChange({ version: chosen });
        }}
      />
      <div className={styles.display}>
        <Select
          aria-label="Order"
          className={styles.order}
          value={view.order ?? 'newest'}
          onChange={(event) => {
            const order = ITEM_ORDERS.find((name) => name === event.target.value);
            onViewChange({ order: order === 'newest' ? undefined : order });
          }}
        >
          {ITEM_ORDERS.map((order) => (
            <option key={order} value={order}>
              {ORDER_LABELS[order]}
            </option>
          ))}
        </Select>
        <ColumnsPopover columns={columns} paths={paths} onChange={props.onColumnsChange} />
        <ExportButton datasetId={datasetId} view={view} />
        {view.version === undefined ? (
          <AddItemButton datasetId={datasetId} className={styles.add} />
        ) : null}
      </div>
    </div>
  );
}
