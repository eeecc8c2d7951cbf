'use client';

import type { Extension } from '@codemirror/state';
import { useEffect, useRef, useState } from 'react';

const KEY = 'sealegs-editor-vim';

/** Vim's keys for who wants them: remembered in the browser, loaded when switched on. `:w` saves. */
export function useVim(save: () => unknown): [Extension | undefined, () => void] {
  const [keys, setKeys] = useState<Extension>();
  const latest = useRef(save);
  latest.current = save;
  const load = async () => {
    const { Vim, vim } = await import('@replit/codemirror-vim');
    Vim.defineEx('write', 'w', () => latest.current());
    setKeys(vim());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it was left
  useEffect(() => {
    if (localStorage.getItem(KEY) === 'on') void load();
  }, []);
  const toggle = () => {
    localStorage.setItem(KEY, keys ? 'off' : 'on');
    if (keys) setKeys(undefined);
    else void load();
  };
  return [keys, toggle];
}
