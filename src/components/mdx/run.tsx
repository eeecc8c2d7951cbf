'use client';

import { Check, Copy, CornerDownLeft, Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useWorkspace } from '../workspace/context';
import { useCopy } from './use-copy';

const COOLDOWN_MS = 700;

/**
 * A command block: run it in the terminal, put it there without Enter (`put`: to be read, perhaps changed, and sent by hand), or copy it. A
 * short pause after a click keeps a double click from running it twice.
 */
export function Run(props: {
  readonly text: string;
  readonly interrupt?: string;
  readonly put?: string;
  readonly terminal?: string;
  readonly children?: ReactNode;
}) {
  const workspace = useWorkspace();
  const [state, setState] = useState<'idle' | 'cooling' | 'ran'>('idle');
  const put = props.put !== undefined;
  const run = () => {
    if (state === 'cooling') return;
    setState('cooling');
    setTimeout(() => setState('ran'), COOLDOWN_MS);
    workspace.run({
      text: props.text,
      put,
      interrupt: props.interrupt !== undefined,
      terminal: props.terminal,
    });
  };
  const Icon = state === 'ran' ? Check : put ? CornerDownLeft : Play;
  return (
    <CodeFrame title={put ? 'Terminal, without Enter' : 'Terminal'} text={props.text} code={props.children}>
      {workspace.hasLab && (
        <button
          type="button"
          onClick={run}
          disabled={state === 'cooling'}
          aria-label={`${put ? 'Put into the terminal' : 'Run'}: ${props.text}`}
          className="no-print inline-flex h-7 items-center gap-1.5 rounded-md bg-accent px-2.5 text-xs font-semibold text-on-accent hover:bg-accent-strong disabled:opacity-60"
        >
          <Icon size={13} aria-hidden /> {put ? 'Put' : 'Run'}
        </button>
      )}
    </CodeFrame>
  );
}

/** Any code with a title bar and a button to copy it. */
export function CodeFrame(props: {
  readonly title: string;
  readonly text: string;
  readonly code: ReactNode;
  readonly children?: ReactNode;
}) {
  const [copied, copy] = useCopy(props.text);
  return (
    <figure className="codeblock overflow-hidden rounded-xl border border-line bg-code">
      <figcaption className="flex h-10 items-center gap-2 border-b border-line py-0 pr-1.5 pl-4">
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink-faint">{props.title}</span>
        <button
          type="button"
          onClick={copy}
          aria-label={`Copy: ${props.text}`}
          className="no-print inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs font-medium text-ink-soft hover:bg-raised hover:text-ink"
        >
          {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}{' '}
          {copied ? 'Copied' : 'Copy'}
        </button>
        {props.children}
      </figcaption>
      {props.code}
    </figure>
  );
}
