import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, Text, type Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { styleNonce } from '../../app/nonce.js';
import { lineSeparatorOf } from '../../components/line-ends.js';
import { LineEndsNote } from '../../components/line-ends-note.js';
import type { Layout } from './view.js';
import styles from './merge-editor.module.css';

export interface MergeEditorProps {
  /** What the texts are, for those who do not see them, such as `Expected output`. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly layout: Layout;
}

/**
 * Bounds of the search for the smallest difference: beyond them, it takes a larger one. The first is in
 * characters, the second in milliseconds.
 */
const DIFF_CONFIG = { scanLimit: 1_000, timeout: 300 };

/** Lines that are the same on both sides are folded where there are more of them than this. */
const COLLAPSE = { margin: 3, minSize: 8 };

/** A text that nobody edits. Marks of direction and controls are shown, rather than obeyed. */
function reader(label: string, text: string): Extension {
  return [
    EditorState.lineSeparator.of(lineSeparatorOf(text)),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.cspNonce.of(styleNonce()),
    EditorView.lineWrapping,
    // Each line has the direction of its own text, and none can turn others around.
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    highlightSpecialChars(),
    lineNumbers(),
  ];
}

/** Two texts, and word by word what differs between them. */
export function MergeEditor({ label, before, after, layout }: MergeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    if (layout === 'split') {
      const view = new MergeView({
        a: { doc: before, extensions: reader(`${label} before`, before) },
        b: { doc: after, extensions: reader(`${label} after`, after) },
        parent,
        gutter: true,
        collapseUnchanged: COLLAPSE,
        diffConfig: DIFF_CONFIG,
      });
      return () => {
        view.destroy();
      };
    }
    const view = new EditorView({
      doc: after,
      parent,
      extensions: [
        reader(`${label} before and after`, after),
        unifiedMergeView({
          original: Text.of(before.split(lineSeparatorOf(before))),
          mergeControls: false,
          gutter: true,
          collapseUnchanged: COLLAPSE,
          diffConfig: DIFF_CONFIG,
        }),
      ],
    });
    return () => {
      view.destroy();
    };
  }, [label, before, after, layout]);
  return (
    <div className={styles.editor} data-layout={layout}>
      <LineEndsNote before={before} after={after} />
      <div ref={place} />
    </div>
  );
}
