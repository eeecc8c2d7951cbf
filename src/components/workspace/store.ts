/**
 * A lesson's workspace as one value that changes: the session, its terminal tabs, the latest verdict. Framework-free;
 * React reads it through useSyncExternalStore. The site's API comes in from outside.
 */
import type { CheckResult, Verdict } from '@/grading/verdict';
import type { ControlRequest, ControlResult, ControlsView, SessionView, Stray } from '@/labhost/protocol';
import type { Layout } from './layout';

export type SessionState =
  | { readonly phase: 'none' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'open'; readonly view: SessionView }
  | { readonly phase: 'failed'; readonly message: string };

export interface WorkspaceState {
  readonly session: SessionState;
  /** Ids of the terminal tabs, in order. */
  readonly tabs: readonly string[];
  readonly activeTab: string;
  /** What the cluster looks like now (pushed), and what the last press of Check said. */
  readonly live: Verdict | undefined;
  readonly checked: Verdict | undefined;
  /** The panel that is open besides the terminal, by its id (panels.ts). */
  readonly panel: string | undefined;
  /** How many commands lessons have sent: where there is room for one pane only, the terminal comes up for each. */
  readonly runs: number;
  readonly busy: 'checking' | 'resetting' | 'controlling' | undefined;
  /** What can be done with the clusters beyond kubectl; undefined until the host said. */
  readonly controls: ControlsView | undefined;
  /** kubectl points elsewhere than the lab's tasks. */
  readonly stray: Stray | undefined;
  /** The last thing that went wrong or was done, for the status line and the live region. */
  readonly notice:
    | { readonly kind: 'info' | 'error'; readonly text: string; readonly at: number }
    | undefined;
}

export interface WorkspaceApi {
  startSession(labId: string): Promise<SessionView>;
  checkSession(id: string): Promise<Verdict>;
  resetSession(id: string): Promise<SessionView>;
  getControls(id: string): Promise<ControlsView>;
  controlSession(id: string, request: ControlRequest): Promise<ControlResult>;
}

export interface RunRequest {
  readonly text: string;
  readonly interrupt: boolean;
  /** Type it without Enter. */
  readonly put: boolean;
  readonly terminal?: string | undefined;
}

/** A terminal that is on screen and can be typed into. */
export interface TerminalHandle {
  type(text: string): boolean;
  focus(): void;
}

const FIRST_TAB = '1';
const MAX_TABS = 6;
const INTERRUPT = '\u0003';

export class WorkspaceStore {
  #state: WorkspaceState;
  readonly #listeners = new Set<() => void>();
  readonly #terminals = new Map<string, TerminalHandle>();
  /** What waits for a terminal that is not connected yet. */
  readonly #queued = new Map<string, string>();
  #notices = 0;

  constructor(
    readonly labId: string | undefined,
    private readonly api: WorkspaceApi,
  ) {
    this.#state = {
      session: { phase: 'none' },
      tabs: [FIRST_TAB],
      activeTab: FIRST_TAB,
      live: undefined,
      checked: undefined,
      panel: undefined,
      runs: 0,
      busy: undefined,
      controls: undefined,
      stray: undefined,
      notice: undefined,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): WorkspaceState => this.#state;

  /** Whether there is a cluster to run anything on: a lesson without a lab has none. */
  get hasLab(): boolean {
    return this.labId !== undefined;
  }

  /** Opens the session, or the one that is open already. */
  async start(): Promise<void> {
    if (!this.labId || this.#state.session.phase === 'starting' || this.#state.session.phase === 'open')
      return;
    this.#set({ session: { phase: 'starting' } });
    // Who starts a lab types next: into the terminal, and not the page's shortcuts.
    const { activeTab } = this.#state;
    this.#queued.set(activeTab, this.#queued.get(activeTab) ?? '');
    try {
      this.#set({ session: { phase: 'open', view: await this.api.startSession(this.labId) } });
    } catch (error) {
      this.#set({ session: { phase: 'failed', message: messageOf(error) } });
    }
  }

  /** Sends a lesson's command to a terminal; starts the session when there is none yet. */
  run(request: RunRequest): void {
    const tab = request.terminal ?? this.#state.activeTab;
    if (!this.#state.tabs.includes(tab)) this.#set({ tabs: [...this.#state.tabs, tab] });
    this.#set({ activeTab: tab, runs: this.#state.runs + 1 });
    const text = `${request.interrupt ? INTERRUPT : ''}${request.text}${request.put ? '' : '\r'}`;
    const terminal = this.#terminals.get(tab);
    if (terminal?.type(text)) terminal.focus();
    else this.#queued.set(tab, (this.#queued.get(tab) ?? '') + text);
    void this.start();
  }

  /** A terminal came on screen and is connected; it gets what waited for it. */
  terminalReady(tab: string, handle: TerminalHandle): void {
    this.#terminals.set(tab, handle);
    const waiting = this.#queued.get(tab);
    if (waiting !== undefined && (waiting === '' || handle.type(waiting))) {
      this.#queued.delete(tab);
      handle.focus();
    }
  }
  terminalGone(tab: string): void {
    this.#terminals.delete(tab);
  }

  addTab(): void {
    const { tabs } = this.#state;
    if (tabs.length >= MAX_TABS) {
      this.notify('error', `A session has at most ${MAX_TABS} terminals.`);
      return;
    }
    let next = 1;
    while (tabs.includes(String(next))) next++;
    this.#set({ tabs: [...tabs, String(next)], activeTab: String(next) });
  }
  closeTab(tab: string): void {
    const tabs = this.#state.tabs.filter((other) => other !== tab);
    if (tabs.length === 0) return;
    const activeTab = this.#state.activeTab === tab ? (tabs.at(-1) ?? FIRST_TAB) : this.#state.activeTab;
    this.#set({ tabs, activeTab });
  }
  selectTab(tab: string): void {
    this.#set({ activeTab: tab });
    this.#terminals.get(tab)?.focus();
  }

  /** Opens what was open when the page was left. */
  arrange({ panel, tabs, activeTab }: Layout): void {
    this.#set({ panel, tabs: tabs.slice(0, MAX_TABS), activeTab });
  }

  /** Opens a panel in the last one's place; undefined: only the terminal. */
  openPanel(panel: string | undefined): void {
    this.#set({ panel });
  }

  async check(): Promise<void> {
    const id = this.#openId();
    if (!id || this.#state.busy) return;
    this.#set({ busy: 'checking' });
    try {
      const checked = await this.api.checkSession(id);
      this.#set({ checked, live: checked, busy: undefined });
      this.notify('info', summarise(checked));
    } catch (error) {
      this.#set({ busy: undefined });
      this.notify('error', messageOf(error));
    }
  }

  async reset(): Promise<void> {
    const id = this.#openId();
    if (!id || this.#state.busy) return;
    this.#set({ busy: 'resetting' });
    try {
      const view = await this.api.resetSession(id);
      this.#set({ session: { phase: 'open', view }, live: undefined, checked: undefined, busy: undefined });
      this.notify('info', 'The lab is back at its start. Files in your home folder were kept.');
    } catch (error) {
      this.#set({ busy: undefined });
      this.notify('error', messageOf(error));
    }
  }

  /** Asks where the clusters stand: how far ahead, what could be undone. */
  async refreshControls(): Promise<void> {
    const id = this.#openId();
    if (!id) return;
    // Without an answer the controls stay as they were: nothing depends on them.
    const controls = await this.api.getControls(id).catch(() => undefined);
    if (controls && id === this.#openId()) this.#set({ controls });
  }

  /** Moves time, undoes, or starts a task over. Returns what there is to say of it. */
  async control(request: ControlRequest): Promise<string> {
    const id = this.#openId();
    if (!id || this.#state.busy) return '';
    this.#set({ busy: 'controlling' });
    try {
      const { message, controls } = await this.api.controlSession(id, request);
      this.#set({ controls, busy: undefined });
      this.notify('info', message);
      return message;
    } catch (error) {
      this.#set({ busy: undefined });
      this.notify('error', messageOf(error));
      return messageOf(error);
    }
  }

  /** A verdict that the host pushed because the cluster changed. */
  progress(live: Verdict): void {
    this.#set({ live });
  }
  /** kubectl was pointed elsewhere, or back. */
  strayed(stray: Stray | undefined): void {
    this.#set({ stray });
  }
  sessionChanged(view: SessionView): void {
    if (view.state === 'ended')
      this.#set({ session: { phase: 'failed', message: view.message ?? 'This session has ended.' } });
    else this.#set({ session: { phase: 'open', view } });
  }
  /** The session is gone for good: the start card comes back and says why. */
  ended(message: string): void {
    this.#set({ session: { phase: 'failed', message } });
  }

  notify(kind: 'info' | 'error', text: string): void {
    this.#set({ notice: { kind, text, at: ++this.#notices } });
  }

  #openId(): string | undefined {
    return this.#state.session.phase === 'open' ? this.#state.session.view.id : undefined;
  }
  #set(change: Partial<WorkspaceState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** "2 of 3 tasks done. Next: Create a Service." */
export function summarise(verdict: Verdict): string {
  const done = verdict.tasks.filter((task) => task.passed).length;
  const next = verdict.tasks.find((task) => !task.passed);
  return `${done} of ${verdict.tasks.length} tasks done, ${verdict.score} points.${next ? ` Next: ${next.title}.` : ' The lab is complete.'}`;
}

/**
 * A check as the page shows it: a tick follows the cluster as it is now; why a check failed is what the last press of
 * Check said, until the cluster says that it passes.
 */
export function shownCheck(
  id: string,
  live: readonly CheckResult[],
  checked: readonly CheckResult[],
): CheckResult | undefined {
  const now = live.find((check) => check.id === id);
  const told = checked.find((check) => check.id === id);
  if (now?.state === 'passed') return now;
  return told && told.state !== 'passed' ? told : now && { ...now, state: 'not-reached' };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something went wrong. Try again.';
