/**
 * One run of a container: its process, what it prints, who is attached, and its end. It knows nothing of pods and
 * policies; it tells when it has ended.
 */
import type { Clock, Timer } from '@/apimachinery';
import type { ContainerSpec } from '@/kube';
import type { Container, ExitStatus, Process, ProcessIo } from '../../contracts';
import type { ContainerInstance, ContainerResources } from '../facts';
import { ContainerLog, type LogBudget, type LogStream } from '../logs/container-log';
import { TERMINATED } from '../reasons';
import type { ScopedNetwork } from './scoped-network';
import { terminationMessage } from './termination-message';

export type OutputListener = (stream: LogStream, chunk: Uint8Array) => void;

export interface RunOptions {
  readonly clock: Clock;
  readonly spec: ContainerSpec;
  readonly network: ScopedNetwork;
  /** "SIGTERM" unless the image says otherwise. */
  readonly stopSignal: string;
  readonly logBudget: LogBudget;
  readonly ended: () => void;
}

export class ContainerRun {
  readonly log: ContainerLog;
  readonly exited: Promise<void>;
  readonly #options: RunOptions;
  readonly #listeners = new Set<OutputListener>();
  #instance: ContainerInstance;
  #container: Container | undefined;
  #process: Process | undefined;
  #markExited: () => void = () => {};
  #killTimer: Timer | undefined;
  /** When a stop that is under way turns to SIGKILL. */
  #killAt: number | undefined;

  constructor(instance: ContainerInstance, options: RunOptions) {
    this.#instance = instance;
    this.#options = options;
    this.log = new ContainerLog(() => options.clock.now(), options.logBudget);
    this.exited = new Promise((resolve) => {
      this.#markExited = resolve;
    });
  }

  get instance(): ContainerInstance {
    return this.#instance;
  }

  get container(): Container | undefined {
    return this.#container;
  }

  get spec(): ContainerSpec {
    return this.#options.spec;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && !this.#instance.exit;
  }

  get isStopping(): boolean {
    return this.#killAt !== undefined;
  }

  /** Starts the main process. Rejects with the runtime's text when there is nothing to start. */
  async start(container: Container, startedAt: number): Promise<void> {
    this.#container = container;
    const process = await container.start(this.#io());
    this.#process = process;
    if (!this.spec.stdin) process.closeStdin();
    this.#instance = { ...this.#instance, startedAt };
    void process.exited.then((status) => this.#end(status));
  }

  /** A start that failed: the run is over before it began. */
  fail(message: string): Promise<void> {
    const reason = TERMINATED.StartError;
    return this.#finish({ exitCode: 128, reason, message, finishedAt: this.#options.clock.now() });
  }

  setStarting(starting: boolean): void {
    this.#instance = { ...this.#instance, starting };
  }

  /** It has other resources from now on. */
  resized(resources: ContainerResources): void {
    this.#instance = { ...this.#instance, resources };
  }

  /** Puts a line of the entrypoint's own into the log. */
  print(text: string): void {
    if (text !== '') this.log.write('stdout', text);
  }

  /** Everything that is printed from now on. */
  listen(listener: OutputListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get process(): Process | undefined {
    return this.#process;
  }

  /** Asks the process to end and kills it after `graceMs`; a later call can only shorten the wait. */
  stop(graceMs: number): Promise<void> {
    if (!this.isRunning) return Promise.resolve();
    if (graceMs === 0 && this.#killAt === undefined) return this.kill();
    const now = this.#options.clock.now();
    if (this.#killAt === undefined) this.#process?.signal(this.#options.stopSignal);
    if (this.#killAt === undefined || now + graceMs < this.#killAt) {
      this.#killAt = now + graceMs;
      this.#killTimer?.cancel();
      this.#killTimer = this.#options.clock.setTimer(graceMs, () => this.#process?.signal('SIGKILL'));
    }
    return this.exited;
  }

  kill(): Promise<void> {
    if (!this.isRunning) return Promise.resolve();
    this.#process?.signal('SIGKILL');
    return this.exited;
  }

  /** The cluster closes: nothing is told any more, the files stay. */
  abandon(): void {
    this.#killTimer?.cancel();
    this.#options.network.release();
    this.#process = undefined;
    this.log.close();
  }

  #io(): ProcessIo {
    const output = (stream: LogStream) => (chunk: Uint8Array) => {
      this.log.write(stream, chunk);
      for (const listener of this.#listeners) listener(stream, chunk);
    };
    return { stdout: output('stdout'), stderr: output('stderr') };
  }

  async #end({ exitCode, outOfMemory }: ExitStatus): Promise<void> {
    if (!this.#process || this.#instance.exit) return;
    const message = await terminationMessage(this.spec, {
      exitCode,
      container: this.#container,
      log: this.log,
    });
    const ended = exitCode === 0 ? TERMINATED.Completed : TERMINATED.Error;
    const reason = outOfMemory ? TERMINATED.OOMKilled : ended;
    const finishedAt = this.#options.clock.now();
    await this.#finish({ exitCode, reason, ...(message === '' ? {} : { message }), finishedAt });
  }

  async #finish(exit: NonNullable<ContainerInstance['exit']>): Promise<void> {
    this.#killTimer?.cancel();
    this.#options.network.release();
    this.log.close();
    this.#instance = { ...this.#instance, exit, starting: false };
    this.#process = undefined;
    const container = this.#container;
    this.#container = undefined;
    this.#markExited();
    this.#options.ended();
    await container?.remove();
  }
}
