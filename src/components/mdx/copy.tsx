'use client';

import { Check, Copy as CopyIcon } from 'lucide-react';
import { useCopy } from './use-copy';

/** `<Copy text="…"/>`: a name or number inside a sentence; a click copies it. */
export function Copy({ text }: { readonly text: string }) {
  const [copied, copy] = useCopy(text);
  const Icon = copied ? Check : CopyIcon;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={copied ? `Copied: ${text}` : `Copy: ${text}`}
      className="inline-flex items-baseline gap-1 rounded-[5px] border border-line bg-code px-1.5 font-mono text-[0.86em] hover:border-line-strong"
    >
      {text}
      <Icon size={11} className="no-print self-center text-ink-faint" aria-hidden />
    </button>
  );
}
