'use client';

import { ChevronDown, ChevronRight, File, FileCode2, Folder, Link2 } from 'lucide-react';
import type { FileEntry } from '@/labhost/protocol';
import { classes } from '../../ui/classes';
import { type EditorState, type EditorStore, isDirty, joinPath } from './editor-store';
import { NewFile } from './new-file';
import { useEditorState } from './use-editor';

/** The home folder. Folders open where they are; links and pipes are shown and left alone. */
export function FileTree({ store }: { readonly store: EditorStore }) {
  const state = useEditorState(store);
  const shown = entriesOf(state, '');
  return (
    <>
      <div className="p-2">
        <NewFile store={store} folder="" />
      </div>
      <nav aria-label="Files" className="min-h-0 flex-1 overflow-y-auto px-1 pb-2">
        {state.loaded && shown.length === 0 && (
          <p className="px-2 py-3 text-ink-faint text-sm leading-relaxed">
            No files yet. What you save in the terminal shows up here as well.
          </p>
        )}
        {!state.loaded && state.problem && (
          <p role="alert" className="px-2 py-3 text-bad text-sm">
            {state.problem}
          </p>
        )}
        <Entries store={store} state={state} folder="" depth={0} />
      </nav>
      <label className="flex items-center gap-2 border-line border-t px-3 py-2 text-ink-soft text-xs">
        <input type="checkbox" checked={state.hidden} onChange={() => store.toggleHidden()} />
        Hidden files
      </label>
    </>
  );
}

const entriesOf = ({ folders, hidden }: EditorState, folder: string): readonly FileEntry[] =>
  (folders.get(folder) ?? []).filter(({ name }) => hidden || !name.startsWith('.'));

interface EntriesProps {
  readonly store: EditorStore;
  readonly state: EditorState;
  readonly folder: string;
  readonly depth: number;
}

function Entries({ store, state, folder, depth }: EntriesProps) {
  const entries = entriesOf(state, folder);
  if (entries.length === 0) return null;
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.name}>
          <Entry store={store} state={state} folder={folder} depth={depth} entry={entry} />
        </li>
      ))}
    </ul>
  );
}

const row =
  'flex min-h-8 w-full items-center gap-1.5 rounded-md pr-2 text-left text-[13px] hover:bg-raised disabled:opacity-60';

function Entry({ store, state, folder, depth, entry }: EntriesProps & { readonly entry: FileEntry }) {
  const path = joinPath(folder, entry.name);
  const indent = { paddingLeft: `${8 + depth * 14}px` };
  if (entry.type === 'folder') {
    const open = state.folders.has(path);
    const Arrow = open ? ChevronDown : ChevronRight;
    return (
      <>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => void store.toggleFolder(path)}
          className={row}
          style={indent}
        >
          <Arrow size={13} className="shrink-0 text-ink-faint" aria-hidden />
          <Folder size={14} className="shrink-0 text-ink-faint" aria-hidden />
          <span className="truncate">{entry.name}</span>
        </button>
        {open && <Entries store={store} state={state} folder={path} depth={depth + 1} />}
      </>
    );
  }
  const file = state.files.find((one) => one.path === path);
  const Icon = entry.type === 'other' ? Link2 : /\.(ya?ml|json)$/.test(entry.name) ? FileCode2 : File;
  return (
    <button
      type="button"
      disabled={entry.type === 'other'}
      title={entry.type === 'other' ? 'A link or no regular file: use the terminal for it' : path}
      aria-current={path === state.active ? 'true' : undefined}
      onClick={() => void store.open(path)}
      className={classes(row, path === state.active && 'bg-accent-wash font-medium text-ink')}
      style={indent}
    >
      <span className="w-[13px] shrink-0" aria-hidden />
      <Icon size={14} className="shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{entry.name}</span>
      {file && isDirty(file) && <Unsaved />}
    </button>
  );
}

/** A dot, and a word for who hears it. */
export function Unsaved() {
  return (
    <span className="size-2 shrink-0 rounded-full bg-warn" title="Not saved yet">
      <span className="sr-only">not saved</span>
    </span>
  );
}
