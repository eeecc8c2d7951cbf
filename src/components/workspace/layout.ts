/** What is open in a workspace, as its browser tab remembers it: the panel and the terminals. */
import type { WorkspaceStore } from './store';
import { recall, remember } from './tab-memory';

export interface Layout {
  readonly panel: string | undefined;
  readonly tabs: readonly string[];
  readonly activeTab: string;
}

const TERMINAL = /^[\w-]{1,100}$/;

/** @param kept anything; @returns undefined when it is none */
export function readLayout(kept: unknown): Layout | undefined {
  const { panel, tabs, activeTab } = (kept ?? {}) as Readonly<Record<string, unknown>>;
  const names = Array.isArray(tabs)
    ? tabs.filter((tab) => typeof tab === 'string' && TERMINAL.test(tab))
    : [];
  const [first] = names;
  if (first === undefined) return undefined;
  return {
    panel: typeof panel === 'string' ? panel : undefined,
    tabs: [...new Set<string>(names)],
    activeTab: names.find((name) => name === activeTab) ?? first,
  };
}

/** Brings the workspace of this lab back as it was left, and keeps what changes. @returns how to stop */
export function keepLayout(store: WorkspaceStore): () => void {
  if (store.labId === undefined) return () => {};
  const key = `layout/${store.labId}`;
  const kept = readLayout(recall(key));
  if (kept) store.arrange(kept);
  let last = store.getState();
  return store.subscribe(() => {
    const { panel, tabs, activeTab } = store.getState();
    if (panel === last.panel && tabs === last.tabs && activeTab === last.activeTab) return;
    last = store.getState();
    remember(key, { panel, tabs, activeTab } satisfies Layout);
  });
}
