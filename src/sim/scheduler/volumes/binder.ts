/**
 * Before a pod is bound to its node its claims are: volumes that are there are given to them, provisioners are told the
 * node, and the pod waits until the binder of volumes has finished all of it.
 */
// upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go BindPodVolumes, checkBindings
import type { Clock } from '@/apimachinery';
import {
  type Client,
  type Informers,
  keyOf,
  nameOf,
  type PersistentVolumeClaim,
  type Pod,
  resources,
} from '@/kube';
import { bindToClaim, SELECTED_NODE } from '../../volumes';
import type { NodeInfo } from '../framework';
import { Assumed } from './assumed';
import { isFullyBound, podClaims } from './claims';
import { planVolumes, type VolumePlan } from './plan';

const BIND_TIMEOUT_MS = 600_000;

/** Why the volumes of a pod weren't bound; the pod is tried again. */
export class VolumeBindingError extends Error {
  override readonly name = 'VolumeBindingError';
  constructor(why: string) {
    super(`running PreBind plugin "VolumeBinding": binding volumes: ${why}`);
  }
}

export class VolumeBinder {
  readonly assumed = new Assumed();
  /** What ends each wait. */
  readonly #waits = new Set<() => void>();

  constructor(
    private readonly options: {
      readonly client: Client;
      readonly clock: Clock;
      readonly informers: Informers;
    },
  ) {}

  /** Keeps for the pod what it gets on the node; what binds it, or nothing when all is bound. */
  reserve(pod: Pod, node: NodeInfo): (() => Promise<void>) | undefined {
    const { informers } = this.options;
    const claims = podClaims(pod, informers);
    if (claims === undefined || typeof claims === 'string' || claims.delayed.length === 0) return undefined;
    const plan = planVolumes(claims, node, { informers, assumed: this.assumed });
    if (!('matches' in plan)) return undefined;
    this.assumed.add(plan, node.name);
    return async () => {
      try {
        await this.#write(plan, node.name);
        await this.#bound(pod, plan, node.name);
      } finally {
        this.assumed.remove(plan);
      }
    };
  }

  stop(): void {
    for (const end of [...this.#waits]) end();
  }

  async #write({ matches, toProvision }: VolumePlan, node: string): Promise<void> {
    const { client } = this.options;
    for (const { volume, claim } of matches) {
      const ours = bindToClaim(volume, claim);
      if (ours !== volume) await client.persistentvolumes.update(ours);
    }
    for (const claim of toProvision) {
      const { metadata } = claim;
      if (metadata.annotations?.[SELECTED_NODE] === node) continue;
      const annotations = { ...metadata.annotations, [SELECTED_NODE]: node };
      await client.persistentvolumeclaims.update({ ...claim, metadata: { ...metadata, annotations } });
    }
  }

  /** Resolves when every claim of the plan is bound, and at once when the pod is gone. */
  #bound(pod: Pod, { matches, toProvision }: VolumePlan, node: string): Promise<void> {
    const { informers, clock } = this.options;
    const claims = informers.for(resources.persistentvolumeclaims);
    const keys = new Set([...matches.map(({ claim }) => keyOf(claim)), ...toProvision.map(keyOf)]);
    const chosen = new Set<string>();
    return new Promise((resolve, reject) => {
      const subscriptions: (() => void)[] = [];
      const timer = clock.setTimer(BIND_TIMEOUT_MS, () => end('context deadline exceeded'));
      const stop = () => end();
      const end = (why?: string) => {
        timer.cancel();
        this.#waits.delete(stop);
        for (const unsubscribe of subscriptions.splice(0)) unsubscribe();
        if (why === undefined) resolve();
        else reject(new VolumeBindingError(why));
      };
      const look = (claim: PersistentVolumeClaim) => {
        const key = keyOf(claim);
        if (!keys.has(key)) return;
        const selected = claim.metadata.annotations?.[SELECTED_NODE];
        if (selected === node) chosen.add(key);
        if (isFullyBound(claim)) keys.delete(key);
        // Who could not make the volume takes the node back, so that another one is found.
        else if (chosen.has(key) && selected !== node)
          end(`provisioning failed for PVC ${JSON.stringify(nameOf(claim))}`);
        if (keys.size === 0) end();
      };
      this.#waits.add(stop);
      subscriptions.push(
        informers.for(resources.pods).on({
          delete: (gone) => {
            if (keyOf(gone) === keyOf(pod)) end();
          },
        }),
        claims.on({ update: look }),
      );
      for (const key of [...keys]) {
        const claim = claims.get(key);
        if (claim) look(claim);
      }
    });
  }
}
