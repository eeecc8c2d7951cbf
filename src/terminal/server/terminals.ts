/**
 * The terminals of one session: tabs over one sandbox that is started when first wanted (or beforehand, to save the
 * student the wait) and anew when it has ended. Also keeps the session's disk use in bounds.
 */
import path from 'node:path';
import type { StartStep } from '../protocol';
import { DEFAULT_LIMITS, type SandboxSpec } from './command';
import { prepareFolders, writableFolders } from './folders';
import { OutputLog } from './output-log';
import { Sandbox, SandboxError, type ShellSize } from './sandbox';
import { type TabClient, TerminalTab } from './tab';
import { prepareUnsafeShell } from './unsafe-shell';
import { DEFAULT_DISK_LIMITS, type DiskLimits, describeUsage, diskUsage } from './usage';

export const TAB_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** What a shell in an overfull home may still write: its history, not new files of weight. */
const FULL_FILE_BYTES = 1024 * 1024;
const FULL_HEADROOM: DiskLimits = { bytes: 32 * 2 ** 20, files: 2000 };
const MEASURE_LIMIT: DiskLimits = { bytes: Number.MAX_SAFE_INTEGER, files: 1_000_000 };

export interface TerminalsOptions {
  readonly spec: Omit<SandboxSpec, 'limits'>;
  /** Where scrollback is kept. */
  readonly logs: string;
  readonly diskLimits?: DiskLimits;
  readonly onError?: (error: unknown) => void;
}

export interface AttachOptions extends ShellSize {
  readonly since: number;
  /** Hears how far the start is. */
  step(step: StartStep, state: 'running' | 'done'): void;
}

export class SessionTerminals {
  readonly #options: TerminalsOptions;
  readonly #tabs = new Map<string, Promise<TerminalTab>>();
  #sandbox: Promise<Sandbox> | undefined;
  #diskLimits: DiskLimits;
  #ended = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#diskLimits = options.diskLimits ?? DEFAULT_DISK_LIMITS;
  }

  /** Starts the sandbox before a tab wants it. A failure shows when one does. */
  warm(): void {
    this.#running().catch(() => {});
  }

  /** Gives a tab to a browser. Rejects with SandboxError. */
  async attach(name: string, client: TabClient, options: AttachOptions): Promise<TerminalTab> {
    if (!this.#tabs.has(name) && this.#tabs.size >= DEFAULT_LIMITS.tabs) {
      throw new SandboxError(`A session has at most ${DEFAULT_LIMITS.tabs} terminals.`);
    }
    options.step('sandbox', 'running');
    await this.#running();
    options.step('sandbox', 'done');
    options.step('shell', 'running');
    const tab = await this.#tab(name);
    await tab.attach(client, options);
    return tab;
  }

  /** Ends all shells for good; browsers are told why. */
  async end(code: number, reason: string): Promise<void> {
    this.#ended = true;
    const tabs = await Promise.all(this.#tabs.values());
    this.#tabs.clear();
    await Promise.all(tabs.map((tab) => tab.close(code, reason)));
    const sandbox = await this.#sandbox?.catch(() => undefined);
    await sandbox?.kill();
  }

  get tabCount(): number {
    return this.#tabs.size;
  }

  /** Of the sandbox, for measurements. */
  async processId(): Promise<number | undefined> {
    return (await this.#sandbox?.catch(() => undefined))?.pid;
  }

  /** Ends a sandbox whose student uses more disk than allowed, and says so on every tab. */
  async enforceDiskLimits(): Promise<void> {
    const sandbox = await this.#sandbox?.catch(() => undefined);
    if (!sandbox?.alive) return;
    const usage = await diskUsage(writableFolders(this.#options.spec.folders), this.#diskLimits);
    if (!usage.full || !sandbox.alive) return;
    const text = `Your home folder and /tmp hold ${describeUsage(usage, this.#diskLimits)}, more than a session may. The shells were ended. Open a new terminal and delete what you don't need.`;
    for (const tab of await Promise.all(this.#tabs.values())) tab.say(text);
    await sandbox.kill();
  }

  /** Whether the session may use so many bytes more. */
  async hasRoom(bytes: number): Promise<boolean> {
    const limits = this.#options.diskLimits ?? DEFAULT_DISK_LIMITS;
    const left = { bytes: limits.bytes - bytes, files: limits.files - 1 };
    return !(await diskUsage(writableFolders(this.#options.spec.folders), left)).full;
  }

  async #running(): Promise<Sandbox> {
    if (this.#ended) throw new SandboxError('The session is over.');
    const starting = this.#sandbox;
    const current = await starting?.catch(() => undefined);
    if (current?.alive) return current;
    if (this.#sandbox === starting || !this.#sandbox) this.#sandbox = this.#start();
    return await this.#sandbox;
  }

  async #start(): Promise<Sandbox> {
    const { spec } = this.#options;
    await prepareFolders(spec.folders, spec.uid);
    const limits = this.#options.diskLimits ?? DEFAULT_DISK_LIMITS;
    const used = await diskUsage([spec.folders.home], MEASURE_LIMIT);
    const full = used.bytes > limits.bytes || used.files > limits.files;
    this.#diskLimits = full
      ? { bytes: used.bytes + FULL_HEADROOM.bytes, files: used.files + FULL_HEADROOM.files }
      : limits;
    if (spec.unsafe) await prepareUnsafeShell({ ...spec, limits: DEFAULT_LIMITS });
    const fileBytes = full ? FULL_FILE_BYTES : DEFAULT_LIMITS.fileBytes;
    return await Sandbox.start({ ...spec, limits: { ...DEFAULT_LIMITS, fileBytes } });
  }

  #tab(name: string): Promise<TerminalTab> {
    const known = this.#tabs.get(name);
    if (known) return known;
    const onError = this.#options.onError;
    const file = path.join(this.#options.logs, `${name}.log`);
    const opened = OutputLog.open({ file, ...(onError && { onError }) }).then(
      (log) => new TerminalTab(log, async (size, events) => (await this.#running()).open(size, events)),
    );
    this.#tabs.set(name, opened);
    return opened;
  }
}
