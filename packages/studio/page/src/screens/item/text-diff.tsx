import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { lineSeparatorOf } from '../../components/line-ends.js';
import { LineEndsNote } from '../../components/line-ends-note.js';
import { codeAppearance } from './code-appearance.js';
import type { TextDiffProps } from './lazy-editors.js';

/** How long the search for the smallest difference may go on, in milliseconds. */
const PATIENCE_MS = 300;

const theme = EditorView.theme({
  '.cm-deletedChunk': { backgroundColor: 'var(--danger-subtle)', padding: '0 8px' },
  '.cm-deletedChunk .cm-deletedText': { background: 'none', textDecoration: 'line-through' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--success-subtle)' },
  '.cm-changedText, &.cm-merge-b .cm-changedText': {
    background: 'none',
    textDecoration: 'underline',
  },
  '.cm-collapsedLines': {
    background: 'var(--surface)',
    color: 'var(--text-muted)',
  },
});

/** What differs between two texts, word by word; what is equal is folded. */
export function TextDiff({ before, after, label }: TextDiffProps) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (parent.current === null) return;
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          codeAppearance(),
          theme,
          EditorState.lineSeparator.of(lineSeparatorOf(after)),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({
            original: Text.of(before.split(lineSeparatorOf(before))),
            mergeControls: false,
            gutter: false,
            collapseUnchanged: { margin: 2, minSize: 6 },
            diffConfig: { timeout: PATIENCE_MS },
          }),
        ],
      }),
    });
    return () => {
      view.destroy();
    };
  }, [before, after, label]);
  return (
    <>
      <LineEndsNote before={before} after={after} />
      <div ref={parent} />
    </>
  );
}
