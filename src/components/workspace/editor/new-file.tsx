'use client';

import { FilePlus2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../ui/button';
import type { EditorStore } from './editor-store';

/** Asks for a name and makes the file; a name with folders makes those as well. */
export function NewFile({ store, folder }: { readonly store: EditorStore; readonly folder: string }) {
  const id = useId();
  const [name, setName] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    const path = folder === '' ? wanted : `${folder}/${wanted}`;
    if (await store.create(path)) setName('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex w-full items-center gap-1.5">
      <label htmlFor={id} className="sr-only">
        Name of the new file
      </label>
      <input
        id={id}
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder="web.yaml"
        autoComplete="off"
        spellCheck={false}
        className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-canvas px-2 font-mono text-xs placeholder:text-ink-faint"
      />
      <Button type="submit" className="min-h-8! px-2!" aria-label="New file" title="New file">
        <FilePlus2 size={15} aria-hidden />
      </Button>
    </form>
  );
}
