import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Database, Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { useRef, useState } from 'react';
import { capabilitiesQuery } from '../api/queries.js';
import { Badge } from '../components/badge.js';
import { IconButton } from '../components/button.js';
import { Menu, MenuChoices } from '../components/menu.js';
import { ErrorView } from '../components/states.js';
import { Toasts } from '../components/toast.js';
import { ConnectionBanner } from './connection-banner.js';
import { useFocusOfScreens } from './focus.js';
import { isUnauthorized, useIsReadOnly } from './session.js';
import { ServerUnreachable } from '../api/problem.js';
import { setTheme, useTheme, type Theme } from './theme.js';
import { ShortcutList } from './shortcut-list.js';
import styles from './shell.module.css';
import { TokenScreen } from './token-screen.js';
import { useShortcuts } from './keyboard.js';

const THEME_CHOICES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

const THEME_ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

function ThemeMenu() {
  const theme = useTheme();
  return (
    <Menu trigger={<IconButton label="Colours" icon={THEME_ICONS[theme]} />}>
      <MenuChoices label="Colours" value={theme} choices={THEME_CHOICES} onChange={setTheme} />
    </Menu>
  );
}

/** What is around every screen: the way home, what the token allows, keys and colours. */
export function Shell() {
  const { data, error, refetch } = useQuery(capabilitiesQuery());
  const isReadOnly = useIsReadOnly();
  const [areKeysShown, setKeysShown] = useState(false);
  const main = useRef<HTMLElement>(null);
  useFocusOfScreens(main);
  useShortcuts([
    {
      keys: '?',
      label: 'Show the keys',
      run: () => {
        setKeysShown(true);
      },
    },
  ]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.home}>
          <Database aria-hidden />
          Datasets
        </Link>
        {isReadOnly ? (
          <Badge title="This token, or the server, allows reading only.">Read-only</Badge>
        ) : null}
        <div className={styles.tools}>
          <IconButton
            label="Keys (?)"
            icon={<Keyboard />}
            onClick={() => {
              setKeysShown(true);
            }}
          />
          <ThemeMenu />
        </div>
      </header>
      <ConnectionBanner />
      <main ref={main} id="main" className={styles.main} tabIndex={-1}>
        <Content error={data === undefined ? error : null} onRetry={() => void refetch()} />
      </main>
      <ShortcutList
        isOpen={areKeysShown}
        onClose={() => {
          setKeysShown(false);
        }}
      />
      <Toasts />
    </div>
  );
}

function Content({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  if (isUnauthorized(error)) return <TokenScreen />;
  if (error instanceof ServerUnreachable) return <ErrorView error={error} onRetry={onRetry} />;
  return <Outlet />;
}
