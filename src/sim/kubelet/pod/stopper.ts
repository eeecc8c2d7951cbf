/** Ends the containers of one pod: the Killing event, the preStop hook, the stop signal, and SIGKILL when time is up. */
import type { Pod } from '@/kube';
import { isSidecar } from '../facts';
import { runHandler } from '../lifecycle/handlers';
import { EVENT, MESSAGE } from '../reasons';
import type { SharedContext } from './context';
import type { ContainerSlot } from './slot';

/** upstream: minimumGracePeriodInSeconds */
const MIN_GRACE_MS = 2_000;
export const DEFAULT_GRACE_SECONDS = 30;

/** The pod as the stopper needs it. */
export interface StopperPod {
  readonly pod: Pod;
  readonly podIP: string | undefined;
  tell(type: 'Normal' | 'Warning', what: { reason: string; message: string; fieldPath?: string }): void;
}

interface Stop {
  readonly graceMs: number;
  /** The Killing event's message, when it is not just stopped. */
  readonly message?: string;
}

export class PodStopper {
  /** The grace period of the whole pod, once its end has begun. */
  #podGraceMs: number | undefined;

  constructor(
    private readonly shared: SharedContext,
    private readonly owner: () => StopperPod,
  ) {}

  /** Main containers at once, then sidecars in reverse order; a shorter grace period than before hurries them. */
  stopAll(running: readonly ContainerSlot[], graceMs: number): void {
    if (this.#podGraceMs !== undefined && graceMs >= this.#podGraceMs) return;
    const hurries = this.#podGraceMs !== undefined;
    this.#podGraceMs = graceMs;
    if (hurries) {
      for (const { current } of running) if (current?.isStopping) void current.stop(graceMs);
      return;
    }
    void this.#inOrder(running, graceMs).catch(this.shared.onError);
  }

  /** One container, while the pod goes on. */
  stop(slot: ContainerSlot, message?: string): void {
    const seconds =
      slot.spec.livenessProbe?.terminationGracePeriodSeconds ??
      this.owner().pod.spec?.terminationGracePeriodSeconds ??
      DEFAULT_GRACE_SECONDS;
    const how = { graceMs: seconds * 1000, ...(message === undefined ? {} : { message }) };
    void this.#once(slot, how).catch(this.shared.onError);
  }

  async #inOrder(running: readonly ContainerSlot[], graceMs: number): Promise<void> {
    const { clock } = this.shared;
    const until = clock.now() + graceMs;
    const sidecars = running.filter((s) => s.kind === 'init' && isSidecar(s.spec)).reverse();
    const others = running.filter((s) => !sidecars.includes(s));
    await Promise.all(others.map((slot) => this.#once(slot, { graceMs })));
    for (const slot of sidecars) await this.#once(slot, { graceMs: Math.max(until - clock.now(), 0) });
  }

  #once(slot: ContainerSlot, how: Stop): Promise<void> {
    slot.stopping ??= this.#stopRun(slot, how);
    return slot.stopping;
  }

  // upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer
  async #stopRun(slot: ContainerSlot, { graceMs, message }: Stop): Promise<void> {
    const run = slot.current;
    if (!run?.isRunning) return;
    const { fieldPath, spec } = slot;
    const killing = { reason: EVENT.Killing, message: message ?? MESSAGE.stopping(spec.name), fieldPath };
    this.owner().tell('Normal', killing);
    const startedAt = this.shared.clock.now();
    if (graceMs > 0) await this.#preStop(slot, graceMs);
    const left = Math.max(graceMs - (this.shared.clock.now() - startedAt), MIN_GRACE_MS);
    await run.stop(Math.min(left, this.#podGraceMs ?? left));
  }

  async #preStop({ spec, current, fieldPath }: ContainerSlot, graceMs: number): Promise<void> {
    const { preStop } = spec.lifecycle ?? {};
    if (!preStop || !current) return;
    const { clock, network } = this.shared;
    const { podIP = '', tell } = this.owner();
    const hook = runHandler(preStop, { clock, network, podIP, spec, container: current.container }, graceMs);
    const result = await Promise.race([hook, current.exited.then(() => ({ ok: true }))]);
    if (!result.ok)
      tell('Warning', { reason: EVENT.FailedPreStopHook, message: 'PreStopHook failed', fieldPath });
  }
}
