/**
 * The sessions of one lab host: opened when asked for (from disk where they exist), put to sleep when nobody uses them,
 * ended at their lifetime, refused when there are too many.
 */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { CloseCode } from '../terminal/protocol';
import { HostError, notFound } from './errors';
import type { LabRuntime } from './lab-runtime';
import type { SessionView, StartSession } from './protocol';
import { HostSession, type SessionServices } from './session';
import { SessionFolder, type SessionRecord } from './session-folder';

export interface HostOptions extends SessionServices {
  readonly labs: LabRuntime;
  readonly data: string;
  /** Folder for sockets, this host's alone. */
  readonly run: string;
  readonly sessionLimit: number;
  readonly idleMs: number;
  readonly lifetimeMs: number;
}

interface Entry {
  readonly session: HostSession;
  /** Open websockets: a session with one is in use. */
  connections: number;
  lastUsed: number;
}

const SESSION_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SWEEP_MS = 30_000;
const DISK_WATCH_MS = 1000;
/** Free space that goes away in one look at the disk faster than this makes us look for who takes it. */
const SUSPICIOUS_BYTES = 32 * 2 ** 20;
const SUSPICIOUS_FILES = 5000;

const FULL =
  'This machine has as many open labs as it can hold. Try again later, or end a lab that you no longer use.';
const EXPIRED =
  'This lab session has reached the end of its time. Start the lab again; your results are kept.';
const ASLEEP = 'This lab was put to sleep because nobody used it. Your work is kept: open it again to go on.';
const RESTARTING = 'The lab host is starting again. Your work is kept.';

export class LabHost {
  readonly #options: HostOptions;
  readonly #entries = new Map<string, Promise<Entry>>();
  /** Those of #entries that are there by now. */
  readonly #open = new Map<string, Entry>();
  readonly #timers: readonly NodeJS.Timeout[];
  #serial = 0;
  #free: { bytes: number; files: number } | undefined;
  #closing = false;

  constructor(options: HostOptions) {
    this.#options = options;
    const every = (ms: number, work: () => Promise<void>) =>
      setInterval(() => {
        work().catch((error: unknown) => options.log.error({ err: error }, 'housekeeping failed'));
      }, ms).unref();
    this.#timers = [
      every(SWEEP_MS, () => this.sweep(Date.now())),
      every(DISK_WATCH_MS, () => this.#watchDisk()),
    ];
  }

  get counts(): { sessions: number; tabs: number } {
    const sessions = [...this.#open.values()].map(({ session }) => session);
    return { sessions: sessions.length, tabs: sessions.reduce((sum, { tabCount }) => sum + tabCount, 0) };
  }

  /** Starts a session, reopens it from disk, or finds it open: always the same answer. */
  async start(id: string, request: StartSession): Promise<SessionView> {
    if (this.#closing) throw new HostError(503, 'host_unavailable', RESTARTING);
    if (!SESSION_ID.test(id)) throw new HostError(400, 'invalid', 'That is no session id.');
    const known = this.#entries.get(id);
    if (!known && this.#entries.size >= this.#options.sessionLimit)
      throw new HostError(503, 'host_full', FULL);
    const entry = await (known ?? this.#enter(id, request));
    if (entry.session.over) {
      await this.#leave(id, CloseCode.sessionEnded, ASLEEP);
      return await this.start(id, request);
    }
    entry.lastUsed = Date.now();
    if (entry.session.view.state === 'failed') entry.session.start();
    return entry.session.view;
  }

  /** The open session, noted as in use. @throws HostError 404: start it, which reopens it from disk */
  async session(id: string): Promise<HostSession> {
    return (await this.#entry(id)).session;
  }

  /** As `session`, for as long as a websocket is open. */
  async connect(id: string): Promise<{ session: HostSession; disconnect(): void }> {
    const entry = await this.#entry(id);
    entry.connections += 1;
    let connected = true;
    const disconnect = () => {
      if (connected) entry.connections -= 1;
      connected = false;
      entry.lastUsed = Date.now();
    };
    return { session: entry.session, disconnect };
  }

  /** Ends a session. Idempotent, also for one that only its folder knows. */
  async end(id: string, options: { readonly purge: boolean }): Promise<void> {
    if (!SESSION_ID.test(id)) throw new HostError(400, 'invalid', 'That is no session id.');
    await this.#leave(id, CloseCode.sessionEnded, 'This session was ended.');
    if (!options.purge) return;
    const folder = this.#folder(id);
    await folder.lock();
    await folder.remove();
  }

  /** Ends what is idle or too old, and looks after the disk. */
  async sweep(now: number): Promise<void> {
    const { idleMs, lifetimeMs } = this.#options;
    for (const [id, entry] of [...this.#open]) {
      if (now - entry.session.record.createdAt > lifetimeMs)
        await this.#leave(id, CloseCode.sessionEnded, EXPIRED);
      else if (entry.connections === 0 && now - entry.lastUsed > idleMs)
        await this.#leave(id, CloseCode.sessionEnded, ASLEEP);
    }
    await this.#enforceDiskLimits();
  }

  /** Everything to disk, browsers told to come back. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.allSettled(
      [...this.#entries.keys()].map((id) => this.#leave(id, CloseCode.hostUnavailable, RESTARTING)),
    );
  }

  #enter(id: string, request: StartSession): Promise<Entry> {
    const entering = this.#openSession(id, request).then((session) => {
      const entry = { session, connections: 0, lastUsed: Date.now() };
      this.#open.set(id, entry);
      session.start();
      return entry;
    });
    this.#entries.set(id, entering);
    entering.catch(() => this.#entries.delete(id));
    return entering;
  }

  async #openSession(id: string, { labId, labRevision }: StartSession): Promise<HostSession> {
    const { labs, lifetimeMs, run } = this.#options;
    const folder = this.#folder(id);
    await folder.lock();
    const stored = await folder.read();
    const record: SessionRecord = stored ?? { id, labId, labRevision, createdAt: Date.now(), setUp: false };
    if (Date.now() - record.createdAt > lifetimeMs) throw new HostError(410, 'session_ended', EXPIRED);
    const lab = stored
      ? await labs.reopen(folder.lab, record.labId, record.labRevision)
      : await labs.load(labId, labRevision);
    if (!stored) {
      await lab.save(folder.lab);
      await folder.write(record);
    }
    this.#serial += 1;
    return new HostSession(this.#options, {
      folder,
      record,
      lab,
      run: path.join(run, this.#serial.toString(36)),
      serial: this.#serial,
    });
  }

  async #entry(id: string): Promise<Entry> {
    const entry = await this.#entries.get(id);
    if (!entry || entry.session.over) throw notFound('open session of that id on this host');
    entry.lastUsed = Date.now();
    return entry;
  }

  async #leave(id: string, code: number, reason: string): Promise<void> {
    const entry = await this.#entries.get(id)?.catch(() => undefined);
    if (!entry) return;
    await entry.session.close(code, reason);
    if (this.#open.get(id) !== entry) return;
    this.#open.delete(id);
    this.#entries.delete(id);
    this.#options.log.info({ session: id, reason }, 'session closed');
  }

  #folder(id: string): SessionFolder {
    return new SessionFolder(path.join(this.#options.data, 'sessions', id));
  }

  /** One look at the file system a second finds a student who fills it long before a walk over all homes would. */
  async #watchDisk(): Promise<void> {
    const { bavail, bsize, ffree } = await statfs(this.#options.data);
    const free = { bytes: bavail * bsize, files: ffree };
    const before = this.#free ?? free;
    this.#free = free;
    if (before.bytes - free.bytes > SUSPICIOUS_BYTES || before.files - free.files > SUSPICIOUS_FILES)
      await this.#enforceDiskLimits();
  }

  async #enforceDiskLimits(): Promise<void> {
    for (const { session } of [...this.#open.values()]) await session.enforceDiskLimits();
  }
}
