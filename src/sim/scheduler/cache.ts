/** The nodes with what is used of them, kept up to date pod by pod; also pods that were assigned a moment ago. */
// upstream: pkg/scheduler/backend/cache/cache.go
import { keyOf, type Node, nameOf, type Pod } from '@/kube';
import { NodeInfo } from './framework';

export class NodeCache {
  readonly #byName = new Map<string, NodeInfo>();
  /** Key of a pod -> name of its node. */
  readonly #placed = new Map<string, string>();
  #nodes: readonly NodeInfo[] | undefined;

  /** All nodes; the same array as long as no node comes or goes. */
  get nodes(): readonly NodeInfo[] {
    this.#nodes ??= [...this.#byName.values()].filter(({ node }) => node !== undefined);
    return this.#nodes;
  }

  setNode(node: Node): void {
    const info = this.#info(nameOf(node));
    if (!info.node) this.#nodes = undefined;
    info.node = node;
  }

  removeNode(name: string): void {
    const info = this.#byName.get(name);
    if (!info) return;
    info.node = undefined;
    this.#nodes = undefined;
    this.#dropIfEmpty(name, info);
  }

  /** The pod takes its share of its node from now on. Returns whether it had none there before. */
  place(pod: Pod): boolean {
    const name = pod.spec?.nodeName;
    if (!name) return false;
    const key = keyOf(pod);
    const isNew = this.#placed.get(key) !== name;
    if (isNew) this.displace(key);
    this.#placed.set(key, name);
    this.#info(name).add(pod);
    return isNew;
  }

  /** Whether the pod had a share, which is free now. */
  displace(key: string): boolean {
    const name = this.#placed.get(key);
    const info = name === undefined ? undefined : this.#byName.get(name);
    if (name === undefined || !info) return false;
    this.#placed.delete(key);
    info.remove(key);
    this.#dropIfEmpty(name, info);
    return true;
  }

  #info(name: string): NodeInfo {
    const known = this.#byName.get(name) ?? new NodeInfo();
    this.#byName.set(name, known);
    return known;
  }

  #dropIfEmpty(name: string, info: NodeInfo): void {
    if (!info.node && info.podCount === 0) this.#byName.delete(name);
  }
}
