/** Volumes and claims that pods were promised and the caches don't know of yet. */
// upstream: pkg/scheduler/framework/plugins/volumebinding/assume_cache.go
import { keyOf, nameOf } from '@/kube';
import type { AssumedVolumes } from '../framework';
import type { VolumePlan } from './plan';

export class Assumed implements AssumedVolumes {
  readonly #volumes = new Set<string>();
  /** Key of a claim -> name of the node that its volume is made for. */
  readonly #nodes = new Map<string, string>();

  volumes(): Iterable<string> {
    return this.#volumes;
  }

  nodeOf(claim: string): string | undefined {
    return this.#nodes.get(claim);
  }

  add({ matches, toProvision }: VolumePlan, node: string): void {
    for (const { volume } of matches) this.#volumes.add(nameOf(volume));
    for (const claim of toProvision) this.#nodes.set(keyOf(claim), node);
  }

  remove({ matches, toProvision }: VolumePlan): void {
    for (const { volume } of matches) this.#volumes.delete(nameOf(volume));
    for (const claim of toProvision) this.#nodes.delete(keyOf(claim));
  }
}
