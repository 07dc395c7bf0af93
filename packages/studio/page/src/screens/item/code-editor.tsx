import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useCallback, useEffect, useRef } from 'react';
import { isFocusFree } from '../../app/focus.js';
import { lineSeparatorOf } from '../../components/line-ends.js';
import { codeAppearance } from './code-appearance.js';
import type { CodeEditorProps, LoadedCodeEditorProps } from './lazy-editors.js';

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

/**
 * Reads and writes the line ends of a text as they are. What is pasted gets those of the text; into a text
 * where they are mixed, it goes as it stands.
 */
function lineEndsAsIn(value: string): Extension {
  return [
    EditorState.lineSeparator.of(lineSeparatorOf(value)),
    EditorView.clipboardInputFilter.of((pasted, { doc, lineBreak }) => {
      const isMixed = lineBreak === '\n' && doc.toString().includes('\r');
      return isMixed ? pasted : pasted.replaceAll(/\r\n?|\n/g, lineBreak);
    }),
  ];
}

/** An editor of text or JSON. Tab leaves it, as everywhere, and so does Escape. */
export function CodeEditor(props: LoadedCodeEditorProps) {
  const { value, hasFocus = false, focusedBefore } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const shown = useRef(value);
  const parts = useRef({ language: new Compartment(), attributes: new Compartment() });

  useEffect(() => {
    latest.current = props;
  });

  const createState = useCallback((doc: string) => {
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
    return EditorState.create({
      doc,
      extensions: [
        lineEndsAsIn(doc),
        Prec.highest(keymap.of([commit, leave])),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        codeAppearance(),
        language.of(languageOf(latest.current)),
        attributes.of(attributesOf(latest.current)),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged) return;
          const text = state.sliceDoc();
          if (text === shown.current) return;
          shown.current = text;
          latest.current.onChange(text);
        }),
      ],
    });
  }, []);

  useEffect(() => {
    if (parent.current === null) return;
    const editor = new EditorView({ parent: parent.current, state: createState(shown.current) });
    view.current = editor;
    return () => {
      editor.destroy();
    };
  }, [createState]);

  useEffect(() => {
    // Who already types into another field must not go on in this one.
    const isFree = isFocusFree() || document.activeElement === focusedBefore;
    if (hasFocus && isFree) view.current?.focus();
  }, [hasFocus, focusedBefore]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || shown.current === value) return;
    shown.current = value;
    const { doc, lineBreak } = editor.state;
    if (lineBreak === lineSeparatorOf(value)) {
      editor.dispatch({ changes: { from: 0, to: doc.length, insert: value } });
    } else {
      editor.setState(createState(value));
    }
  }, [value, createState]);

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
