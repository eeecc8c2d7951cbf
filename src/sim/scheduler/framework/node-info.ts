/** One node and what its pods use of it, kept up to date pod by pod. */
// upstream: pkg/scheduler/framework/types.go NodeInfo
import { keyOf, type Node, nameOf, type Pod } from '@/kube';
import { type HostPort, type PodInfo, podInfo } from './pod-info';
import { type Amounts, addAmounts, amountsOf } from './resources';

export class NodeInfo {
  readonly #pods = new Map<string, PodInfo>();
  readonly #withAffinity = new Map<string, PodInfo>();
  readonly #requested: Record<string, number> = {};
  readonly #nonZero: Record<string, number> = {};
  #node: Node | undefined;
  #allocatable: Amounts = {};

  /** Absent while pods are known of a node that isn't. */
  get node(): Node | undefined {
    return this.#node;
  }
  set node(node: Node | undefined) {
    this.#node = node;
    this.#allocatable = amountsOf(node?.status?.allocatable);
  }

  get name(): string {
    return this.#node ? nameOf(this.#node) : '';
  }
  get labels(): Readonly<Record<string, string>> {
    return this.#node?.metadata.labels ?? {};
  }
  get allocatable(): Amounts {
    return this.#allocatable;
  }
  /** Sum of the requests of its pods. */
  get requested(): Amounts {
    return this.#requested;
  }
  /** The same, with something in place of nothing. */
  get nonZeroRequested(): Amounts {
    return this.#nonZero;
  }
  get podCount(): number {
    return this.#pods.size;
  }
  pods(): IterableIterator<PodInfo> {
    return this.#pods.values();
  }

  /** Those that want to be near to or away from other pods. */
  podsWithAffinity(): IterableIterator<PodInfo> {
    return this.#withAffinity.values();
  }

  add(pod: Pod): void {
    const key = keyOf(pod);
    this.remove(key);
    const info = podInfo(pod);
    this.#pods.set(key, info);
    if (pod.spec?.affinity?.podAffinity || pod.spec?.affinity?.podAntiAffinity)
      this.#withAffinity.set(key, info);
    addAmounts(this.#requested, info.requests);
    addAmounts(this.#nonZero, info.nonZero);
  }

  remove(key: string): void {
    const info = this.#pods.get(key);
    if (!info) return;
    this.#pods.delete(key);
    this.#withAffinity.delete(key);
    addAmounts(this.#requested, info.requests, -1);
    addAmounts(this.#nonZero, info.nonZero, -1);
  }

  /** One to try things on. */
  copy(): NodeInfo {
    const copy = new NodeInfo();
    copy.node = this.#node;
    for (const { pod } of this.#pods.values()) copy.add(pod);
    return copy;
  }

  /** Whether one of its pods holds the port, on the same address or on all. */
  hasPort(wanted: HostPort): boolean {
    for (const { hostPorts } of this.#pods.values()) {
      for (const { protocol, port, ip } of hostPorts) {
        if (protocol !== wanted.protocol || port !== wanted.port) continue;
        if (ip === wanted.ip || ip === ANY || wanted.ip === ANY) return true;
      }
    }
    return false;
  }
}

const ANY = '0.0.0.0';
