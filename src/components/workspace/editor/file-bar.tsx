'use client';

import { EllipsisVertical, Play, Save, X } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { useWorkspace } from '../context';
import { baseName, type EditorStore, isDirty, type OpenFile } from './editor-store';
import { Unsaved } from './file-tree';
import { shellPath } from './shell-path';
import { useEditorState } from './use-editor';

/** The open files as tabs, and what can be done with the one that shows. */
export function FileBar(props: {
  readonly store: EditorStore;
  readonly file: OpenFile;
  readonly toTree: ReactNode;
}) {
  const { store, file } = props;
  const workspace = useWorkspace();
  const apply = async () => {
    if (!(await store.save(file.path))) return;
    workspace.run({ text: `kubectl apply -f ${shellPath(file.path)}`, put: false, interrupt: false });
  };
  return (
    <div className="flex h-11 shrink-0 items-center gap-1.5 border-line border-b bg-surface px-2">
      {props.toTree}
      <OpenFiles store={store} />
      <div className="flex-1" />
      <Button
        className="min-h-8! px-2.5!"
        disabled={file.saving || (!isDirty(file) && !file.conflict)}
        onClick={() => void store.save(file.path)}
        title="Save (Ctrl+S)"
      >
        <Save size={14} aria-hidden /> <span className="hidden @md:inline">Save</span>
        <span className="sr-only @md:hidden">Save</span>
      </Button>
      <Button
        look="primary"
        className="min-h-8! px-2.5!"
        disabled={file.saving}
        onClick={() => void apply()}
        title={`kubectl apply -f ${shellPath(file.path)}`}
      >
        <Play size={13} aria-hidden /> Apply
      </Button>
      <FileMenu store={store} path={file.path} />
    </div>
  );
}

function OpenFiles({ store }: { readonly store: EditorStore }) {
  const { files, active } = useEditorState(store);
  const close = (file: OpenFile) => {
    if (!isDirty(file) || window.confirm(`${file.path} has changes that are not saved. Close it?`))
      store.close(file.path);
  };
  return (
    <ul aria-label="Open files" className="flex min-w-0 items-center gap-1 overflow-x-auto">
      {files.map((file) => (
        <li
          key={file.path}
          className={classes(
            'flex h-7 shrink-0 items-center rounded-md text-[13px]',
            file.path === active ? 'bg-raised text-ink ring-1 ring-line-strong' : 'text-ink-soft',
          )}
        >
          <button
            type="button"
            aria-pressed={file.path === active}
            title={file.path}
            onClick={() => void store.open(file.path)}
            className="flex h-7 max-w-40 items-center gap-1.5 pl-2.5"
          >
            <span className="truncate">{baseName(file.path)}</span>
            {isDirty(file) && <Unsaved />}
          </button>
          <button
            type="button"
            aria-label={`Close ${file.path}`}
            onClick={() => close(file)}
            className="grid size-7 place-items-center rounded-md text-ink-faint hover:text-ink"
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

function FileMenu({ store, path }: { readonly store: EditorStore; readonly path: string }) {
  const popover = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ top: 0, right: 0 });
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ top: box.bottom + 6, right: Math.max(8, window.innerWidth - box.right) });
  };
  const rename = async () => {
    const to = window.prompt('New name, with its folders:', path)?.trim();
    if (to && to !== path) await store.rename(path, to);
  };
  const remove = async () => {
    if (window.confirm(`Delete ${path}? There is no way back.`)) await store.remove(path);
  };
  const entry = 'flex min-h-9 w-full items-center rounded-md px-3 text-left text-sm hover:bg-surface';
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={popover}
        onClick={open}
        aria-label={`More for ${path}`}
        className="grid size-7 shrink-0 place-items-center rounded-md text-ink-soft hover:bg-raised hover:text-ink"
      >
        <EllipsisVertical size={15} aria-hidden />
      </button>
      <div
        id={popover}
        popover="auto"
        style={{ top: place.top, right: place.right }}
        className="fixed inset-auto m-0 w-44 rounded-xl border border-line bg-raised p-1.5 text-ink shadow-xl"
      >
        <button
          type="button"
          popoverTarget={popover}
          popoverTargetAction="hide"
          className={entry}
          onClick={() => void rename()}
        >
          Rename …
        </button>
        <button
          type="button"
          popoverTarget={popover}
          popoverTargetAction="hide"
          className={classes(entry, 'text-bad')}
          onClick={() => void remove()}
        >
          Delete …
        </button>
      </div>
    </>
  );
}
