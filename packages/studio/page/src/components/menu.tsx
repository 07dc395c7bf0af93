import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './popup.module.css';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** `MenuItem`, `MenuChoices` and `MenuSeparator`. */
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
}

/** A list of things to do, or to choose from. */
export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          sideOffset={4}
          align={align}
          // It stands outside of the other regions of the page.
          role="region"
          aria-label="Menu"
        >
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly onSelect: () => void;
  /** The key that does the same. */
  readonly hint?: string;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

export function MenuItem(props: MenuItemProps) {
  const { icon, onSelect, hint, isDangerous = false, isDisabled = false, children } = props;
  return (
    <Base.Item
      className={classNames(styles.item, isDangerous && styles.danger)}
      onClick={onSelect}
      disabled={isDisabled}
    >
      {icon}
      {children}
      {hint === undefined ? null : <span className={styles.hint}>{hint}</span>}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}

export interface MenuChoicesProps<Choice extends string> {
  readonly label: string;
  readonly value: Choice;
  readonly choices: readonly { readonly value: Choice; readonly label: string }[];
  readonly onChange: (value: Choice) => void;
}

/** Choices of which one holds. */
export function MenuChoices<Choice extends string>(props: MenuChoicesProps<Choice>) {
  const { label, value, choices, onChange } = props;
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {choices.map((choice) => (
          <Base.RadioItem
            key={choice.value}
            value={choice.value}
            className={styles.item}
            closeOnClick
          >
            {choice.label}
            <Base.RadioItemIndicator className={styles.check}>
              <Check aria-hidden />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
