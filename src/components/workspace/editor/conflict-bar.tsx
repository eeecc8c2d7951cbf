'use client';

import { TriangleAlert } from 'lucide-react';
import { Button } from '../../ui/button';
import type { EditorStore, OpenFile } from './editor-store';

/** The file on disk is another one now, and there are changes here: whose shall stay? */
export function ConflictBar({ store, file }: { readonly store: EditorStore; readonly file: OpenFile }) {
  if (!file.conflict) return null;
  const gone = file.conflict === 'deleted';
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-warn-wash px-3 py-1.5 text-sm"
    >
      <TriangleAlert size={15} className="shrink-0 text-warn" aria-hidden />
      <span className="min-w-48 flex-1">
        {file.path} was {gone ? 'deleted' : 'changed'} meanwhile, in the terminal or another window.
      </span>
      <Button className="min-h-8! px-2.5!" onClick={() => void store.keepMine(file.path)}>
        {gone ? 'Save it again' : 'Keep mine'}
      </Button>
      <Button className="min-h-8! px-2.5!" onClick={() => void store.takeTheirs(file.path)}>
        {gone ? 'Close it' : 'Take theirs'}
      </Button>
    </div>
  );
}
