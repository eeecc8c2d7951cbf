/** Which pods wait for others to leave a node that is to be theirs. */
// upstream: pkg/scheduler/backend/queue/nominator.go
import { keyOf, type Pod } from '@/kube';

const NOBODY: readonly Pod[] = [];

export class Nominator {
  readonly #nodes = new Map<string, string>();
  readonly #pods = new Map<string, Map<string, Pod>>();

  nodeOf(key: string): string | undefined {
    return this.#nodes.get(key);
  }

  podsOn(node: string): readonly Pod[] {
    const pods = this.#pods.get(node);
    return pods ? [...pods.values()] : NOBODY;
  }

  set(pod: Pod, node: string): void {
    const key = keyOf(pod);
    this.delete(key);
    this.#nodes.set(key, node);
    const pods = this.#pods.get(node) ?? new Map<string, Pod>();
    this.#pods.set(node, pods.set(key, pod));
  }

  /** Whether it was nominated for a node. */
  delete(key: string): boolean {
    const node = this.#nodes.get(key);
    if (node === undefined) return false;
    this.#nodes.delete(key);
    const pods = this.#pods.get(node);
    pods?.delete(key);
    if (pods?.size === 0) this.#pods.delete(node);
    return true;
  }
}
