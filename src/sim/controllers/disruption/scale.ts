/** How many pods the controllers behind a budget's pods want together. */
// upstream: pkg/controller/disruption/disruption.go getExpectedScale, getPodDeployment, getScaleController
import type { KubeObject } from '@/apimachinery';
import { controllerOf, type Informers, nameOf, namespaceOf, type Pod, resources, uidOf } from '@/kube';
import { controllerIn } from '../shared/owners';

export interface Expectation {
  readonly scale: number;
  /** Names of pods that no controller looks after. */
  readonly unmanaged: readonly string[];
}

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

/** Asks caches alone. */
export function scaleFinder(informers: Informers): (pods: readonly Pod[]) => Expectation {
  const replicaSets = informers.for(resources.replicasets);
  const statefulSets = informers.for(resources.statefulsets);
  const replicationControllers = informers.for(resources.replicationcontrollers);
  const deployments = informers.for(resources.deployments);

  /** The one whose number counts: a ReplicaSet's Deployment, if it has one. */
  function controllerOfPod(pod: Pod): Scalable | undefined {
    const replicaSet = controllerIn(replicaSets, pod);
    if (replicaSet) return controllerIn(deployments, replicaSet) ?? replicaSet;
    return controllerIn(statefulSets, pod) ?? controllerIn(replicationControllers, pod);
  }

  return (pods) => {
    const wanted = new Map<string, number>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const reference = controllerOf(pod);
      const owner = reference && controllerOfPod(pod);
      if (owner) wanted.set(uidOf(owner), owner.spec?.replicas ?? 1);
      else if (!reference) unmanaged.push(nameOf(pod));
      else if (!SCALED_KINDS.has(reference.kind)) {
        const { kind } = reference;
        throw new Error(`${PLURALS[kind] ?? kind.toLowerCase()} does not implement the scale subresource`);
      } else
        throw new Error(`found no controllers for pod ${JSON.stringify(nameOf(pod))} in ${namespaceOf(pod)}`);
    }
    return { scale: [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
  };
}

const SCALED_KINDS: ReadonlySet<string> = new Set(['ReplicaSet', 'StatefulSet', 'ReplicationController']);
const PLURALS: Readonly<Partial<Record<string, string>>> = {
  DaemonSet: 'daemonsets.apps',
  Job: 'jobs.batch',
};
