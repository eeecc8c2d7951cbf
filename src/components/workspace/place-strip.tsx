'use client';

import { MapPinOff, X } from 'lucide-react';
import { useState } from 'react';
import type { Stray } from '@/labhost/protocol';
import { useWorkspace, useWorkspaceState } from './context';
import { IconButton } from './icon-button';

/** Says that kubectl points elsewhere than the lab's tasks, and offers the way back. Put away until that changes. */
export function PlaceStrip() {
  const store = useWorkspace();
  const { stray } = useWorkspaceState();
  const [away, putAway] = useState<Stray>();
  if (!stray || stray === away) return null;
  const command = wayBack(stray);
  return (
    <div
      role="status"
      data-stray={stray.what}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-amber-500/30 border-b bg-[#2a2310] px-3 py-1.5 text-[13px] text-amber-100"
    >
      <MapPinOff size={14} className="shrink-0 text-amber-300" aria-hidden />
      <p className="min-w-0 flex-1 basis-60">{inWords(stray)}</p>
      {command && (
        <button
          type="button"
          title={command}
          onClick={() => store.run({ text: command, interrupt: false, put: true })}
          className="min-h-7 rounded-md border border-amber-300/50 px-2 font-medium hover:bg-amber-300/15"
        >
          Put the command to change that
        </button>
      )}
      <IconButton label="Put this note away" onClick={() => putAway(stray)}>
        <X size={13} aria-hidden />
      </IconButton>
    </div>
  );
}

function inWords({ what, current, wanted }: Stray) {
  const there = wanted.join(' or ');
  if (what === 'namespace') {
    return (
      <>
        kubectl works in the namespace <Name>{current}</Name>; this lab’s tasks are about <Name>{there}</Name>
        .
      </>
    );
  }
  return current === '' ? (
    'kubectl has no current context: it does not know which cluster to talk to.'
  ) : (
    <>
      kubectl’s context is <Name>{current}</Name>, which does not lead to this lab’s cluster.
    </>
  );
}

const Name = ({ children }: { readonly children: string }) => (
  <code className="break-all font-mono font-semibold text-white">{children}</code>
);

/** Names come out of a file that may hold anything: what would need quotes is not put into a shell. */
const PLAIN = /^[\w.@:/-]+$/;

function wayBack({ what, wanted: [first] }: Stray): string | undefined {
  if (first === undefined || !PLAIN.test(first)) return undefined;
  return what === 'namespace'
    ? `kubectl config set-context --current --namespace=${first}`
    : `kubectl config use-context ${first}`;
}
