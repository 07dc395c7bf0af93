import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeAppearance } from './code-appearance.js';
import type { CodeEditorProps } from './lazy-editors.js';

/** Texts that are longer have no colours, which would take longer than typing does. */
const LONGEST_COLOURED = 300_000;

function languageOf({ language, value }: CodeEditorProps): Extension {
  return language === 'json' && value.length <= LONGEST_COLOURED ? [json(), bracketMatching()] : [];
}

function attributesOf({ label, describedBy, isInvalid }: CodeEditorProps): Extension {
  return EditorView.contentAttributes.of({
    'aria-label': label,
    ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
    ...(isInvalid === true ? { 'aria-invalid': 'true' } : {}),
  });
}

/** An editor of text or JSON. Tab leaves it, as everywhere, and so does Escape. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, hasFocus = false } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const shown = useRef(value);
  const parts = useRef({ language: new Compartment(), attributes: new Compartment() });

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (parent.current === null) return;
    const { language, attributes } = parts.current;
    const leave = { key: 'Escape', run: ({ contentDOM }: EditorView) => (contentDOM.blur(), true) };
    // Others make a line of this, and the screen commits.
    const commit = {
      key: 'Mod-Enter',
      run: () => {
        latest.current.onSubmit?.();
        return true;
      },
    };
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: shown.current,
        extensions: [
          Prec.highest(keymap.of([commit, leave])),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          codeAppearance(),
          language.of(languageOf(latest.current)),
          attributes.of(attributesOf(latest.current)),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (!docChanged) return;
            const text = state.doc.toString();
            if (text === shown.current) return;
            shown.current = text;
            latest.current.onChange(text);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    if (hasFocus) view.current?.focus();
  }, [hasFocus]);

  useEffect(() => {
    if (shown.current === value) return;
    shown.current = value;
    const editor = view.current;
    editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  const { language, label, describedBy, isInvalid } = props;
  useEffect(() => {
    const { current } = parts;
    view.current?.dispatch({
      effects: [
        current.language.reconfigure(languageOf(latest.current)),
        current.attributes.reconfigure(attributesOf(latest.current)),
      ],
    });
  }, [language, label, describedBy, isInvalid]);

  return <div ref={parent} />;
}
