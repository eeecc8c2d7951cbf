/**
 * One lab session on this host: its folder, clusters, terminals and lab, through start, reset and end. What goes wrong
 * here is told in the session's view and ends nothing else.
 */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ClusterHandle, ClusterProvider } from '@/clusters';
import {
  API_PORT,
  HOSTNAME,
  HomeFiles,
  type HostUid,
  hostUidOf,
  SandboxError,
  SessionTerminals,
  type SystemFolders,
  sandboxFolders,
  type TabClient,
  type TerminalTab,
} from '@/terminal/server';
import type { Verdict } from '../grading/verdict';
import type { ServerMessage, StartStep } from '../terminal/protocol';
import { Checkpoints } from './checkpoints';
import { ClusterControls } from './cluster-controls';
import { schemaDocument, schemaIndex } from './cluster-schemas';
import { ClusterViews } from './cluster-views';
import { EditorFiles } from './editor-files';
import { HostError } from './errors';
import { followPlace } from './kubectl-place';
import type { Lab, LabContext } from './lab-runtime';
import type {
  ControlRequest,
  ControlResult,
  ControlsView,
  SchemaDocument,
  SchemaIndex,
  SessionView,
  SolutionRequest,
  SolutionView,
  Stray,
} from './protocol';
import { SessionClusters } from './session-clusters';
import type { SessionFolder, SessionRecord } from './session-folder';

/** What all sessions of a host share. */
export interface SessionServices {
  readonly provider: ClusterProvider;
  readonly system: SystemFolders;
  /** Set when no sandbox can be made: why, and the fix. */
  readonly terminalProblem: string | undefined;
  /** A folder that the sandboxes' user cannot enter, and everything of a session is below. */
  readonly unreachable: string | undefined;
  /** Shells without a sandbox, on this machine's own loopback. */
  readonly unsafeShell: boolean;
  /** Told how long a session took from the request to its lab's start state. */
  readonly onReady?: (seconds: number) => void;
  readonly log: Logger;
}

export interface SessionParts {
  readonly folder: SessionFolder;
  readonly record: SessionRecord;
  readonly lab: Lab;
  /** The session's folder of sockets; emptied at its start. */
  readonly run: string;
  /** Different for every session of this host. */
  readonly serial: number;
}

export interface TerminalRequest {
  readonly tab: string;
  readonly cols: number;
  readonly rows: number;
  readonly since: number;
}

export interface SessionListener {
  verdict(verdict: Verdict): void;
  view(view: SessionView): void;
  /** kubectl points elsewhere than the lab's tasks; undefined: it doesn't, any more. */
  stray(stray: Stray | undefined): void;
}

type State = SessionView['state'];

/** Shells without a sandbox share one loopback: every session has ports of its own on it. */
const UNSAFE_PORT = 26_443;

export class HostSession {
  readonly #services: SessionServices;
  readonly #parts: SessionParts;
  /** The student's files, for the editor. */
  readonly files: EditorFiles;
  readonly #uid: HostUid;
  readonly #clusters: SessionClusters;
  readonly #terminals: SessionTerminals;
  readonly #controls: ClusterControls;
  /** Who looks at the clusters. */
  readonly views = new ClusterViews(() => this.#clusters.handles);
  readonly #listeners = new Set<(view: SessionView) => void>();
  readonly #log: Logger;
  #record: SessionRecord;
  #state: State = 'starting';
  #message: string | undefined;
  #work = new AbortController();
  #clustersOpen: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;
  #ready: Promise<void> = Promise.resolve();

  constructor(services: SessionServices, parts: SessionParts) {
    this.#services = services;
    this.#parts = parts;
    this.#record = parts.record;
    this.#uid = hostUidOf(parts.record.id);
    this.#log = services.log.child({ session: parts.record.id });
    const { folder, lab, run, serial } = parts;
    const firstPort = services.unsafeShell ? UNSAFE_PORT + serial * lab.clusters.length : API_PORT;
    const folders = sandboxFolders(folder.root, run);
    this.#clusters = new SessionClusters({
      provider: services.provider,
      specs: lab.clusters,
      folder,
      run,
      uid: this.#uid,
      kubeconfig: folders.kubeconfig,
      firstPort,
    });
    this.#controls = new ClusterControls({
      handles: () => this.#clusters.handles,
      checkpoints: new Checkpoints(folder.checkpoints),
      onError: (error) => this.#log.warn({ err: error }, 'a checkpoint was not kept'),
    });
    this.#terminals = new SessionTerminals({
      spec: {
        uid: this.#uid,
        hostname: HOSTNAME,
        system: services.system,
        folders,
        clusterCount: lab.clusters.length,
        ...(services.unsafeShell && { unsafe: { firstPort } }),
        ...(services.unreachable !== undefined && { unreachable: services.unreachable }),
      },
      logs: folder.terminals,
      onError: (error) => this.#log.warn({ err: error }, 'scrollback was not saved'),
    });
    this.files = new EditorFiles({
      home: folders.home,
      uid: this.#uid,
      hasRoom: (bytes) => this.#terminals.hasRoom(bytes),
    });
  }

  get record(): SessionRecord {
    return this.#record;
  }

  get view(): SessionView {
    const { lab } = this.#parts;
    const problem = this.#services.terminalProblem;
    return {
      id: this.#record.id,
      labId: lab.id,
      labRevision: lab.revision,
      state: this.#state,
      ...(this.#message !== undefined && { message: this.#message }),
      terminal: problem === undefined ? { available: true } : { available: false, message: problem },
      clusters: lab.clusters.map(({ name }) => ({ name, context: name })),
      hosts: [{ name: HOSTNAME }],
    };
  }

  /** Closing or closed. */
  get over(): boolean {
    return this.#closed !== undefined;
  }

  get tabCount(): number {
    return this.#terminals.tabCount;
  }

  /** Begins the start and returns at once; the view tells how it went, `whenReady` when. */
  start(): void {
    this.#become('starting');
    this.#begin(this.#openClusters());
  }

  /** Rejects with a HostError when the start or the reset failed. */
  async whenReady(): Promise<void> {
    await this.#ready;
  }

  /** The lab's start state. Home, terminals and certificates stay. */
  async reset(): Promise<void> {
    if (this.#state === 'resetting') return await this.whenReady();
    await this.#ready.catch(() => {});
    this.#work.abort();
    this.#work = new AbortController();
    this.#become('resetting');
    this.#begin(this.#save({ setUp: false }).then(() => this.#openClusters()));
    await this.whenReady();
  }

  async grade(taskId?: string): Promise<Verdict> {
    await this.whenReady();
    const verdict = await this.#parts.lab.grade(this.#context(), taskId);
    // A single task's verdict says nothing of the others.
    if (taskId === undefined) await this.#controls.note(verdict);
    return verdict;
  }

  get controls(): ControlsView {
    return this.#controls.view;
  }

  /** Moves time, undoes or starts a task over, in a session that is ready. */
  async control(request: ControlRequest): Promise<ControlResult> {
    await this.whenReady();
    const result = await this.#controls.do(request);
    // Whoever follows the session looks at the clusters anew.
    if (request.action !== 'jump' && request.action !== 'next') this.#become('ready');
    else this.views.refresh();
    return result;
  }

  /** What the lab's author would have done. Only for who asks for it: web decides who may. */
  async solution(request: SolutionRequest): Promise<SolutionView> {
    await this.whenReady();
    return await this.#parts.lab.solution(this.#context(), request);
  }

  /** The kinds that the first cluster serves. */
  async schemas(): Promise<SchemaIndex> {
    return await schemaIndex(await this.#firstCluster());
  }

  /** @param path of a group and version: "apis/apps/v1" */
  async schemasOf(path: string): Promise<SchemaDocument> {
    return await schemaDocument(await this.#firstCluster(), path);
  }

  /** Verdicts, views and where kubectl points as they change, until stopped. */
  watch(listener: SessionListener): { stop(): void } {
    const { lab } = this.#parts;
    let verdicts: { stop(): void } | undefined;
    let leavePlace = () => {};
    let stopped = false;
    const follow = (view: SessionView) => {
      listener.view(view);
      verdicts?.stop();
      leavePlace();
      verdicts = undefined;
      if (view.state !== 'ready' || stopped) return;
      const context = this.#context();
      verdicts = lab.watch(context, (verdict) => {
        void this.#controls.note(verdict);
        listener.verdict(verdict);
      });
      const place = { clusters: lab.clusters.map(({ name }) => name), namespaces: lab.namespaces };
      leavePlace = followPlace(new HomeFiles(context.home), place, listener.stray);
    };
    this.#listeners.add(follow);
    follow(this.view);
    return {
      stop: () => {
        stopped = true;
        this.#listeners.delete(follow);
        verdicts?.stop();
        leavePlace();
      },
    };
  }

  /** Gives a terminal tab to a browser, telling it step by step how far the start is. undefined: it was told why not. */
  async attach(client: TabClient, request: TerminalRequest): Promise<TerminalTab | undefined> {
    const tell = (message: ServerMessage) => client.send(JSON.stringify(message));
    let current: StartStep = 'cluster';
    const step = (name: StartStep, state: 'running' | 'done') => {
      current = name;
      tell({ type: 'step', step: name, state });
    };
    try {
      step('cluster', 'running');
      await this.#clustersOpen.catch(() => this.whenReady());
      step('cluster', 'done');
      step('setup', 'running');
      await this.whenReady();
      step('setup', 'done');
      if (this.#services.terminalProblem !== undefined) {
        current = 'sandbox';
        throw new SandboxError(this.#services.terminalProblem);
      }
      return await this.#terminals.attach(request.tab, client, { ...request, step });
    } catch (error) {
      this.#log.warn({ err: error, step: current }, 'a terminal was not opened');
      const message = error instanceof Error ? error.message : String(error);
      tell({ type: 'step', step: current, state: 'failed', message });
      client.close(1000, 'The terminal could not be opened.');
      return undefined;
    }
  }

  async enforceDiskLimits(): Promise<void> {
    await this.#terminals.enforceDiskLimits();
  }

  /** Ends shells and clusters; the folder keeps everything. */
  async close(code: number, reason: string): Promise<void> {
    this.#closed ??= this.#end(code, reason);
    await this.#closed;
  }

  async #end(code: number, reason: string): Promise<void> {
    await this.#ready.catch(() => {});
    this.#work.abort();
    this.#become('ended', reason);
    this.#listeners.clear();
    await this.#terminals.end(code, reason);
    await this.#clusters.close();
    await rm(this.#parts.run, { recursive: true, force: true });
    await this.#parts.folder.unlock();
  }

  async #openClusters(): Promise<void> {
    const { folder, run } = this.#parts;
    const { kubeconfig } = sandboxFolders(folder.root, run);
    await mkdir(`${run}/api`, { recursive: true });
    await writeFile(kubeconfig, '', { flag: 'a' });
    await chmod(kubeconfig, 0o644);
    if (this.#services.terminalProblem === undefined) this.#terminals.warm();
    if (!this.#record.setUp) await this.#clusters.erase();
    await this.#clusters.open();
  }

  async #setUp(): Promise<void> {
    if (this.#record.setUp) return;
    await this.#parts.lab.setUp(this.#context());
    await this.#controls.begin();
    await this.#save({ setUp: true });
  }

  async #firstCluster(): Promise<ClusterHandle> {
    await this.whenReady();
    const [first] = this.#clusters.handles;
    if (!first) throw new HostError(503, 'not_ready', 'The cluster is not open.');
    return first;
  }

  #begin(clustersOpen: Promise<void>): void {
    const began = performance.now();
    this.#clustersOpen = clustersOpen;
    this.#ready = clustersOpen
      .then(() => this.#setUp())
      .then(
        () => {
          this.#services.onReady?.((performance.now() - began) / 1000);
          this.#become('ready');
        },
        (error) => this.#fail(error),
      );
    // Whoever needs it ready hears of a failure; nobody need be listening.
    this.#clustersOpen.catch(() => {});
    this.#ready.catch(() => {});
  }

  async #fail(error: unknown): Promise<never> {
    this.#log.error({ err: error }, 'the session did not start');
    await this.#clusters.close();
    const said = error instanceof Error ? error.message : String(error);
    const message = `The lab could not be started: ${said}`;
    this.#become('failed', message);
    throw new HostError(503, 'not_ready', message);
  }

  #become(state: State, message?: string): void {
    this.#state = state;
    this.#message = message;
    const view = this.view;
    for (const listener of this.#listeners) listener(view);
    this.views.sessionChanged(state);
  }

  async #save(change: Partial<SessionRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await this.#parts.folder.write(this.#record);
  }

  #context(): LabContext {
    return {
      sessionId: this.#record.id,
      home: sandboxFolders(this.#parts.folder.root, this.#parts.run).home,
      clusters: this.#clusters.handles,
      signal: this.#work.signal,
    };
  }
}
