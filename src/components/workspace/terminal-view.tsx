'use client';

import { useEffect, useRef, useState } from 'react';
import { type ConnectionState, TerminalConnection } from '@/terminal/client/connection';
import type { Screen } from '@/terminal/client/xterm';
import { Button } from '../ui/button';
import { websocketUrl } from './api';
import { useWorkspace } from './context';
import { sessionTicket } from './session-socket';
import type { WorkspaceStore } from './store';
import { TerminalStatus } from './terminal-status';
import { later, onWake } from './wake';

/** One terminal tab: the screen, its connection, and what to say when there is none. */
export function TerminalView({
  sessionId,
  tab,
  visible,
  fontSize,
}: {
  readonly sessionId: string;
  readonly tab: string;
  readonly visible: boolean;
  readonly fontSize: number;
}) {
  const store = useWorkspace();
  const element = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen>(undefined);
  const connection = useRef<TerminalConnection>(undefined);
  const [state, setState] = useState<ConnectionState>({ phase: 'connecting', steps: [] });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the font's size is followed below, it opens no new screen
  useEffect(() => {
    let gone = false;
    let close = () => {};
    void import('@/terminal/client/xterm').then(({ openScreen }) => {
      if (gone || !element.current) return;
      const opened = openTerminal({
        openScreen,
        element: element.current,
        fontSize,
        sessionId,
        tab,
        store,
        setState,
      });
      screen.current = opened.screen;
      connection.current = opened.connection;
      close = opened.close;
    });
    return () => {
      gone = true;
      close();
    };
  }, [sessionId, tab, store]);

  useEffect(() => {
    if (!visible || !element.current) return;
    const observer = new ResizeObserver(() => screen.current?.fit());
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [visible]);

  useEffect(() => screen.current?.setFontSize(fontSize), [fontSize]);

  return (
    <div
      className={visible ? 'relative flex min-h-0 flex-1 flex-col' : 'hidden'}
      data-terminal={tab}
      data-phase={state.phase}
    >
      <div ref={element} className="min-h-0 flex-1 overflow-hidden px-3 pt-2" />
      <TerminalStatus state={state}>
        {(state.phase === 'taken-over' || state.phase === 'exited' || state.phase === 'failed') && (
          <Button look="primary" onClick={() => connection.current?.connect()}>
            {state.phase === 'taken-over'
              ? 'Use it here'
              : state.phase === 'exited'
                ? 'New shell'
                : 'Try again'}
          </Button>
        )}
      </TerminalStatus>
    </div>
  );
}

interface OpenOptions {
  readonly openScreen: typeof import('@/terminal/client/xterm').openScreen;
  readonly element: HTMLElement;
  readonly fontSize: number;
  readonly sessionId: string;
  readonly tab: string;
  readonly store: WorkspaceStore;
  readonly setState: (state: ConnectionState) => void;
}

const NOTES = {
  'output-lost': 'older output is no longer kept',
  'fresh-shell':
    'this is a new shell: the lab host was started again; your files and the cluster are as they were',
} as const;

function openTerminal({ openScreen, element, fontSize, sessionId, tab, store, setState }: OpenOptions) {
  // The screen reports its first size while it opens, before there is a connection to tell it to.
  let connection: TerminalConnection | undefined;
  const screen = openScreen(element, fontSize, {
    onInput: (text) => connection?.input(text),
    onResize: (cols, rows) => connection?.resize(cols, rows),
  });
  const handle = {
    type: (text: string) => opened.input(text),
    focus: () => screen.focus(),
  };
  const opened = new TerminalConnection({
    ticket: () => sessionTicket(sessionId, 'terminal', tab),
    open: (query) => new WebSocket(websocketUrl(`/ws/sessions/${sessionId}/terminals/${tab}`, query)),
    schedule: later,
    size: () => screen.size(),
    onOutput: (bytes) => {
      screen.write(bytes);
      prompt.output();
    },
    onDiscontinuity: (kind) => screen.note(NOTES[kind]),
    onState: (state) => {
      setState(state);
      if (state.phase === 'connected') prompt.connected();
    },
  });
  const prompt = whenPrompted(() => store.terminalReady(tab, handle));
  connection = opened;
  opened.connect();
  const sleepOn = onWake(() => opened.nudge());
  const close = () => {
    sleepOn();
    prompt.cancel();
    store.terminalGone(tab);
    opened.dispose();
    screen.dispose();
  };
  return { screen, connection: opened, close };
}

const FIRST_OUTPUT_MS = 150;
const QUIET_MS = 50;
/** A program that never stops printing is typed into all the same. */
const PATIENCE_MS = 1000;

/**
 * Says when a connected terminal is ready to be typed into: its output has been quiet for a moment, as it is after a
 * prompt. What is typed earlier would be echoed before the prompt and again by the shell.
 */
function whenPrompted(ready: () => void): {
  connected(): void;
  output(): void;
  cancel(): void;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let deadline = 0;
  const after = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      ready();
    }, ms);
  };
  return {
    connected: () => {
      deadline = performance.now() + PATIENCE_MS;
      after(FIRST_OUTPUT_MS);
    },
    output: () => {
      if (timer !== undefined && performance.now() < deadline) after(QUIET_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
