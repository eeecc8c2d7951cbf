'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { viewMessage } from '@/cluster-view/protocol';
import { useWorkspaceState } from '../context';
import { keepSocket } from '../session-socket';
import { type ClusterViewState, NOTHING_YET, withMessage } from './view-state';

/** From one panel to the next nothing is asked for anew. */
const LINGER_MS = 3_000;

/** One line to a cluster for everything on the page that shows it, open while something does. */
class SharedView {
  #state: ClusterViewState = NOTHING_YET;
  readonly #listeners = new Set<() => void>();
  #close: (() => void) | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly sessionId: string,
    private readonly cluster: string | undefined,
  ) {}

  readonly getState = (): ClusterViewState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    clearTimeout(this.#leaving);
    this.#close ??= this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#leaving = setTimeout(() => this.#leave(), LINGER_MS);
    };
  };

  #leave(): void {
    this.#close?.();
    this.#close = undefined;
    this.#state = NOTHING_YET;
  }

  #open(): () => void {
    return keepSocket({
      sessionId: this.sessionId,
      purpose: 'view',
      ...(this.cluster === undefined ? {} : { query: { cluster: this.cluster } }),
      onMessage: (message) => {
        const read = viewMessage.safeParse(message);
        if (read.success) this.#set(withMessage(this.#state, read.data, Date.now()));
      },
      onBroken: () => this.#set({ ...this.#state, phase: 'connecting' }),
      onEnded: (message) => this.#set({ ...NOTHING_YET, phase: 'waiting', message }),
    });
  }

  #set(state: ClusterViewState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const views = new Map<string, SharedView>();

function sharedView(sessionId: string, cluster: string | undefined): SharedView {
  const key = `${sessionId}/${cluster ?? ''}`;
  const known = views.get(key) ?? new SharedView(sessionId, cluster);
  views.set(key, known);
  return known;
}

const NO_VIEW = { subscribe: () => () => {}, getState: () => NOTHING_YET };

/** A cluster of the open session; the first one unless named. Undefined where there is no session. */
export function useClusterView(cluster?: string): ClusterViewState | undefined {
  const { session } = useWorkspaceState();
  const id = session.phase === 'open' ? session.view.id : undefined;
  const view = useMemo(() => (id === undefined ? NO_VIEW : sharedView(id, cluster)), [id, cluster]);
  const state = useSyncExternalStore(view.subscribe, view.getState, () => NOTHING_YET);
  return id === undefined ? undefined : state;
}
