'use client';

import { forceLinting } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import type { Problem } from '@/yaml-schema';
import { editorState, isManifest, replaceText, vimKeys } from './code-mirror';
import { EditorStatus } from './editor-status';
import type { EditorStore } from './editor-store';
import { type Editor, useEditor, useEditorState } from './use-editor';
import { useVim } from './use-vim';

interface Kept {
  state: EditorState;
  /** Who hears of problems now: components come and go. */
  hear: (problems: readonly Problem[]) => void;
}

/** What was typed and can be undone, by store and file: kept while another file or panel shows. */
const kept = new WeakMap<EditorStore, Map<string, Kept>>();

/** One file's text. The store has the text; CodeMirror tells it of every change. */
export function CodeSurface({ path }: { readonly path: string }) {
  const editor = useEditor();
  const { files } = useEditorState(editor.store);
  const element = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [problems, setProblems] = useState<readonly Problem[]>();
  const [vim, toggleVim] = useVim(() => editor.store.save(path));
  const file = files.find((one) => one.path === path);
  const replaced = file?.replaced ?? 0;

  useEffect(() => {
    if (!element.current) return;
    const mine = keptFor(editor, path);
    mine.hear = setProblems;
    const opened = new EditorView({ parent: element.current, state: mine.state });
    view.current = opened;
    forceLinting(opened);
    opened.focus();
    return () => {
      mine.state = opened.state;
      if (!editor.store.file(path)) kept.get(editor.store)?.delete(path);
      opened.destroy();
    };
  }, [editor, path]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it was replaced from outside
  useEffect(() => {
    if (view.current && file) replaceText(view.current, file.text);
  }, [replaced]);

  useEffect(() => {
    view.current?.dispatch({ effects: vimKeys.reconfigure(vim ?? []) });
  }, [vim]);

  const goTo = ({ from, to }: Problem) => {
    view.current?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    view.current?.focus();
  };
  return (
    <>
      <div ref={element} data-editor={path} className="min-h-0 flex-1 overflow-hidden" />
      <EditorStatus
        text={file?.text ?? ''}
        problems={isManifest(path) ? problems : undefined}
        goTo={goTo}
        vim={vim !== undefined}
        toggleVim={toggleVim}
      />
    </>
  );
}

/** As it was left; anew where the text was replaced meanwhile. */
function keptFor({ store, schemas }: Editor, path: string): Kept {
  const all = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, all);
  const text = store.file(path)?.text ?? '';
  const known = all.get(path);
  if (known?.state.doc.toString() === text) return known;
  const events = {
    onChange: (changed: string) => store.edit(path, changed),
    onSave: () => void store.save(path),
    onProblems: (problems: readonly Problem[]) => made.hear(problems),
  };
  const made: Kept = { state: editorState({ path, text, schemas, events }), hear: () => {} };
  all.set(path, made);
  return made;
}
