/** One container of a pod over all its runs. */
import type { ContainerSpec } from '@/kube';
import type { Role } from '../decide/container-status';
import type { ContainerFacts, Waiting } from '../facts';
import type { ContainerRun } from '../lifecycle/run';
import type { Prober } from '../probes/prober';

const FIELD: Readonly<Record<Role, string>> = {
  init: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
};

export class ContainerSlot {
  current: ContainerRun | undefined;
  last: ContainerRun | undefined;
  waiting: Waiting | undefined;
  prober: Prober | undefined;
  /** A stop is under way: its Killing event has been told. */
  stopping: Promise<void> | undefined;
  /** The newest run makes room for the next. */
  replaced = false;
  /** The run whose back-off has been told of. */
  toldBackOffOf: ContainerRun | undefined;
  /** Running when the cluster was closed: its command has to be started anew. */
  toResume = false;

  #spec: ContainerSpec;

  constructor(
    spec: ContainerSpec,
    readonly kind: Role,
  ) {
    this.#spec = spec;
  }

  get spec(): ContainerSpec {
    return this.#spec;
  }

  /** The pod was changed; of a container, that can be its image. */
  follow(spec: ContainerSpec): void {
    this.#spec = spec;
  }

  /** "spec.containers{web}": which part of the pod an event is about. */
  get fieldPath(): string {
    return `spec.${FIELD[this.kind]}{${this.spec.name}}`;
  }

  get facts(): ContainerFacts {
    return {
      ...(this.current ? { current: this.current.instance } : {}),
      ...(this.last ? { last: this.last.instance } : {}),
      ...(this.replaced ? { replaced: true } : {}),
      ...(this.waiting ? { waiting: this.waiting } : {}),
      probes: this.prober?.facts ?? {},
    };
  }

  /** A new run takes over. */
  advance(run: ContainerRun): void {
    if (this.current) this.last?.log.forget();
    this.last = this.current ?? this.last;
    this.current = run;
    this.stopping = undefined;
    this.replaced = false;
  }

  stopProbes(): void {
    this.prober?.stop();
    this.prober = undefined;
  }
}
