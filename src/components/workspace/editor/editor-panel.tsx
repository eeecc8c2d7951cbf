'use client';

import { FolderTree } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { CodeSurface } from './code-surface';
import { ConflictBar } from './conflict-bar';
import { FileBar } from './file-bar';
import { FileTree } from './file-tree';
import { NewFile } from './new-file';
import { useEditor, useEditorState, useFreshFiles } from './use-editor';

/** The session's files: a tree, the open ones, and a text editor that knows the cluster's kinds. */
export function EditorPanel() {
  const { store } = useEditor();
  const { files, active, problem, loaded } = useEditorState(store);
  const [tree, setTree] = useState(false);
  useFreshFiles(store);
  // Where the tree covers the text, choosing a file shows the file.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at every change of the file
  useEffect(() => setTree(false), [active]);
  const file = files.find(({ path }) => path === active);
  return (
    <div className="@container flex min-h-0 flex-1 bg-canvas">
      <div
        id="editor-files"
        className={classes(
          'min-h-0 w-full shrink-0 flex-col border-line border-r bg-surface @xl:flex @xl:w-48',
          tree || !file ? 'flex' : 'hidden',
        )}
      >
        <FileTree store={store} />
      </div>
      <div className={classes('min-h-0 min-w-0 flex-1 flex-col @xl:flex', tree || !file ? 'hidden' : 'flex')}>
        {file ? (
          <>
            <FileBar
              store={store}
              file={file}
              toTree={
                <Button
                  look="quiet"
                  className="min-h-8! shrink-0 px-2! @xl:hidden"
                  aria-label="Files"
                  title="Files"
                  aria-expanded={tree}
                  aria-controls="editor-files"
                  onClick={() => setTree(true)}
                >
                  <FolderTree size={15} aria-hidden />
                </Button>
              }
            />
            <ConflictBar store={store} file={file} />
            {problem && <Problem text={problem} dismiss={() => store.dismiss()} />}
            <CodeSurface key={file.path} path={file.path} />
          </>
        ) : (
          <div className="grid flex-1 place-items-center overflow-auto p-6">
            {loaded ? <Nothing /> : <p className="text-ink-soft text-sm">Reading your home folder …</p>}
          </div>
        )}
      </div>
    </div>
  );
}

function Nothing() {
  const { store } = useEditor();
  return (
    <div className="flex max-w-sm flex-col items-center gap-3 text-center">
      <h2 className="font-semibold text-base">Write a manifest</h2>
      <p className="text-ink-soft text-sm leading-relaxed">
        Choose a file of your home folder, or make a new one. The editor completes fields and finds mistakes
        by what your cluster itself says of its kinds.
      </p>
      <NewFile store={store} folder="" />
    </div>
  );
}

function Problem({ text, dismiss }: { readonly text: string; readonly dismiss: () => void }) {
  return (
    <p
      role="alert"
      className="flex items-center justify-between gap-3 border-line border-b bg-bad-wash px-3 py-1.5 text-bad text-sm"
    >
      <span className="min-w-0 break-words">{text}</span>
      <button type="button" onClick={dismiss} className="shrink-0 underline underline-offset-2">
        Dismiss
      </button>
    </p>
  );
}
