import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from '../../app/nonce.js';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--json-key)' },
  { tag: tags.string, color: 'var(--json-text)' },
  { tag: tags.number, color: 'var(--json-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--json-literal)' },
]);

const theme = EditorView.theme({
  '&': {
    backgroundColor: 'var(--background)',
    color: 'var(--text)',
    fontSize: 'var(--font-size-small)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': {
    padding: '8px 0',
    fontFamily: 'var(--font-mono)',
    lineHeight: '18px',
    caretColor: 'var(--text)',
  },
  '.cm-line': { padding: '0 8px' },
  '.cm-scroller': { maxHeight: '60vh', overflow: 'auto' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.cm-specialChar': { color: 'var(--danger)' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--text-muted)',
  },
});

/** How code looks everywhere. Characters that nobody sees are marked. */
export function codeAppearance(): Extension {
  return [
    EditorView.cspNonce.of(styleNonce()),
    EditorView.lineWrapping,
    highlightSpecialChars(),
    syntaxHighlighting(colours),
    theme,
  ];
}
