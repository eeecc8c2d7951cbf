/**
 * The probes of one running container. Each has its own rhythm; a result counts when it has come often enough in a row.
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
// upstream: pkg/kubelet/prober/worker.go doProbe
import type { Clock, Timer } from '@/apimachinery';
import type { ContainerSpec } from '@/kube';
import type { ProbeFacts } from '../facts';
import { type HandlerContext, type HandlerResult, runHandler } from '../lifecycle/handlers';
import { EVENT } from '../reasons';

type Probe = NonNullable<ContainerSpec['livenessProbe']>;
export type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

export interface ProberOptions {
  readonly clock: Clock;
  readonly spec: ContainerSpec;
  readonly context: () => HandlerContext;
  readonly tell: (reason: string, message: string) => void;
  readonly changed: () => void;
}

/** A container is given this long before its first probe, when it asks for no delay. */
const FIRST_PROBE_MS = 1_000;

export class Prober {
  readonly #options: ProberOptions;
  readonly #timers = new Map<ProbeKind, Timer>();
  #facts: ProbeFacts;
  #stopped = false;

  constructor(options: ProberOptions) {
    this.#options = options;
    const { startupProbe, livenessProbe, readinessProbe } = options.spec;
    this.#facts = {
      ...(startupProbe ? { startup: 'unknown' as const } : {}),
      ...(livenessProbe ? { liveness: 'success' as const } : {}),
      ...(readinessProbe ? { readiness: 'failure' as const } : {}),
    };
    if (startupProbe) this.#begin('Startup', startupProbe);
    else this.#beginOthers();
  }

  get facts(): ProbeFacts {
    return this.#facts;
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Liveness and readiness wait until the container has started. */
  #beginOthers(): void {
    const { livenessProbe, readinessProbe } = this.#options.spec;
    if (livenessProbe) this.#begin('Liveness', livenessProbe);
    if (readinessProbe) this.#begin('Readiness', readinessProbe);
  }

  #begin(kind: ProbeKind, probe: Probe): void {
    const delayMs = Math.max((probe.initialDelaySeconds ?? 0) * 1000, FIRST_PROBE_MS);
    const streak = { ok: kind !== 'Readiness', count: 0 };
    const tick = async () => {
      const result = await runHandler(probe, this.#options.context(), (probe.timeoutSeconds ?? 1) * 1000);
      if (this.#stopped) return;
      this.#report(kind, result);
      streak.count = streak.ok === result.ok ? streak.count + 1 : 1;
      streak.ok = result.ok;
      const threshold = result.ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
      if (streak.count >= threshold && this.#settle(kind, result.ok)) return;
      this.#schedule(kind, (probe.periodSeconds ?? 10) * 1000, tick);
    };
    this.#schedule(kind, delayMs, tick);
  }

  #schedule(kind: ProbeKind, delayMs: number, tick: () => Promise<void>): void {
    this.#timers.set(
      kind,
      this.#options.clock.setTimer(delayMs, () => void tick()),
    );
  }

  #report(kind: ProbeKind, result: HandlerResult): void {
    if (!result.ok) this.#options.tell(EVENT.Unhealthy, `${kind} probe failed: ${result.output}`);
    else if (result.redirected)
      this.#options.tell(EVENT.ProbeWarning, `${kind} probe warning: ${result.output}`);
  }

  /** Records a result that counts. True when this probe has nothing more to say about this run. */
  #settle(kind: ProbeKind, ok: boolean): boolean {
    const key = kind.toLowerCase() as keyof ProbeFacts;
    const value = ok ? 'success' : 'failure';
    const changed = this.#facts[key] !== value;
    this.#facts = { ...this.#facts, [key]: value };
    if (changed) this.#options.changed();
    if (kind === 'Startup' && ok) this.#beginOthers();
    return kind === 'Startup' || (kind === 'Liveness' && !ok);
  }
}
