/** All containers of one pod: its init containers, its main ones, and those for debugging that come while it runs. */
import type { ContainerSpec, Pod } from '@/kube';
import type { ContainerFacts } from '../facts';
import { ContainerSlot } from './slot';

export class PodSlots implements Iterable<ContainerSlot> {
  #slots: readonly ContainerSlot[];

  constructor(pod: Pod) {
    const { initContainers = [], containers = [] } = pod.spec ?? {};
    this.#slots = [
      ...initContainers.map((c) => new ContainerSlot(c, 'init')),
      ...containers.map((c) => new ContainerSlot(c, 'main')),
    ];
    this.#addDebuggers(pod);
  }

  get all(): readonly ContainerSlot[] {
    return this.#slots;
  }

  [Symbol.iterator](): Iterator<ContainerSlot> {
    return this.#slots[Symbol.iterator]();
  }

  get(container: string): ContainerSlot | undefined {
    return this.#slots.find(({ spec }) => spec.name === container);
  }

  get running(): readonly ContainerSlot[] {
    return this.#slots.filter(({ current }) => current?.isRunning);
  }

  /** The pod asks for something else by now, or was granted it. */
  follow(pod: Pod): void {
    const { initContainers = [], containers = [] } = pod.spec ?? {};
    for (const spec of [...initContainers, ...containers]) this.get(spec.name)?.follow(spec);
    this.#addDebuggers(pod);
  }

  get facts(): ReadonlyMap<string, ContainerFacts> {
    return new Map(this.#slots.map((slot) => [slot.spec.name, slot.facts]));
  }

  /** What each of them holds in memory. */
  async memory(): Promise<ReadonlyMap<string, number>> {
    const held = new Map<string, number>();
    for (const { spec, current } of this.running)
      if (current?.container) held.set(spec.name, (await current.container.usage()).memoryBytes);
    return held;
  }

  stopProbes(): void {
    for (const slot of this.#slots) slot.stopProbes();
  }

  /** The cluster closes, or the machine is off: processes end without a trace in the API. */
  abandon(): void {
    this.stopProbes();
    for (const { current } of this.#slots) current?.abandon();
  }

  async kill(): Promise<void> {
    await Promise.all(this.#slots.map(({ current }) => current?.kill()));
  }

  forgetLogs(): void {
    for (const { current, last } of this.#slots) for (const run of [current, last]) run?.log.forget();
  }

  #addDebuggers({ spec }: Pod): void {
    const added = (spec?.ephemeralContainers ?? []).filter(({ name }) => !this.get(name));
    if (added.length === 0) return;
    const slots = added.map((container) => new ContainerSlot(container as ContainerSpec, 'ephemeral'));
    this.#slots = [...this.#slots, ...slots];
  }
}
