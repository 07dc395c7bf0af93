import { lazy, Suspense, useState } from 'react';
import styles from './editor.module.css';

export interface CodeEditorProps {
  readonly value: string;
  readonly language: 'text' | 'json';
  /** What it edits, for those who do not see it. */
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean;
  /** Whether it takes the focus when it appears, unless somebody went elsewhere while it was loaded. */
  readonly hasFocus?: boolean;
  readonly onChange: (text: string) => void;
  /** Called for Ctrl+Enter. */
  readonly onSubmit?: () => void;
}

export interface TextDiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

export interface LoadedCodeEditorProps extends CodeEditorProps {
  /** What had the focus when the editor was asked for. */
  readonly focusedBefore: Element | null;
}

// Editors are large, and most visits only read.
const Editor = lazy(async () => ({ default: (await import('./code-editor.js')).CodeEditor }));
const Diff = lazy(async () => ({ default: (await import('./text-diff.js')).TextDiff }));

export function LazyCodeEditor(props: CodeEditorProps) {
  const [focusedBefore] = useState(() => document.activeElement);
  return (
    <div className={styles.frame} data-invalid={props.isInvalid === true || undefined}>
      <Suspense fallback={<p className={styles.waiting}>Loading the editor…</p>}>
        <Editor {...props} focusedBefore={focusedBefore} />
      </Suspense>
    </div>
  );
}

export function LazyTextDiff(props: TextDiffProps) {
  return (
    <div className={styles.frame}>
      <Suspense fallback={<p className={styles.waiting}>Comparing…</p>}>
        <Diff {...props} />
      </Suspense>
    </div>
  );
}
