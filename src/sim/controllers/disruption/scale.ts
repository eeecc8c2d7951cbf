/** How many pods the controllers behind a budget's pods want together. */
// upstream: pkg/controller/disruption/disruption.go getExpectedScale, getPodDeployment, getScaleController
import type { KubeObject, OwnerReference } from '@/apimachinery';
import {
  allResources,
  controllerOf,
  type Informer,
  type Informers,
  nameOf,
  type Pod,
  resources,
  uidOf,
} from '@/kube';
import { controllerIn } from '../shared/owners';

export interface Expectation {
  readonly scale: number;
  /** Names of pods that no controller looks after. */
  readonly unmanaged: readonly string[];
}

interface Scalable extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

export interface ScaleFinder {
  /** What has to be known before anything is found. */
  readonly caches: readonly Pick<Informer<KubeObject>, 'synced'>[];
  /** Throws where a pod's controller has no scale, or is gone. */
  find(pods: readonly Pod[]): Expectation;
}

/** Asks caches alone. */
export function scaleFinder(informers: Informers): ScaleFinder {
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

  function find(pods: readonly Pod[]): Expectation {
    const wanted = new Map<string, number>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const reference = controllerOf(pod);
      const owner = reference && controllerOfPod(pod);
      if (owner) wanted.set(uidOf(owner), owner.spec?.replicas ?? 1);
      else if (reference) throw new Error(whyNot(reference, pod));
      else unmanaged.push(nameOf(pod));
    }
    return { scale: [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
  }

  return { caches: [replicaSets, statefulSets, replicationControllers, deployments], find };
}

const SCALED_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'ReplicationController',
]);

function whyNot({ kind, apiVersion }: OwnerReference, pod: Pod): string {
  const type = allResources.find((one) => one.kind === kind && one.apiVersion === apiVersion);
  if (!type) return `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
  if (SCALED_KINDS.has(kind)) return `found no controllers for pod ${JSON.stringify(nameOf(pod))}`;
  return `${type.group ? `${type.plural}.${type.group}` : type.plural} does not implement the scale subresource`;
}
