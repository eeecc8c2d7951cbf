/**
 * The cluster as a list of summaries, made from caches. A summary is made once per version of its object, so a picture
 * of a thousand objects of which one changed costs one summary. Beyond its bounds pods are told in groups, and the rest
 * is counted.
 */
import type { KubeObject } from '@/apimachinery';
import { type EndpointSlice, type Informer, type Informers, type ResourceType, resources } from '@/kube';
import {
  type Described,
  describeClaim,
  describeCronJob,
  describeDaemonSet,
  describeDeployment,
  describeIngress,
  describeJob,
  describeNamespace,
  describeNode,
  describePod,
  describeReplicaSet,
  describeService,
  describeStatefulSet,
  describeVolume,
  viewObject,
} from './describe';
import { groupPods } from './group-pods';
import type { ViewObject } from './protocol';

/** With more than these, pods are told in groups. */
const MAX_PODS = 250;
const MAX_OF_A_KIND = 200;
const SERVICE_OF_SLICE = 'kubernetes.io/service-name';

export interface Picture {
  readonly objects: readonly ViewObject[];
  readonly omitted: Readonly<Record<string, number>>;
}

type Section = (omitted: Record<string, number>) => readonly ViewObject[];

export class ClusterPicture {
  readonly #informers: Informers;
  readonly #followed: Informer[] = [];
  readonly #known = new WeakMap<KubeObject, ViewObject>();
  readonly #sections: readonly Section[];

  constructor(informers: Informers) {
    this.#informers = informers;
    const { namespaces, nodes, deployments, replicasets, statefulsets, daemonsets } = resources;
    const { jobs, cronjobs, ingresses, persistentvolumeclaims, persistentvolumes } = resources;
    this.#sections = [
      this.#each(namespaces, describeNamespace),
      this.#each(nodes, describeNode),
      this.#each(deployments, describeDeployment),
      this.#each(replicasets, describeReplicaSet),
      this.#each(statefulsets, describeStatefulSet),
      this.#each(daemonsets, describeDaemonSet),
      this.#each(jobs, describeJob),
      this.#each(cronjobs, describeCronJob),
      this.#pods(),
      this.#services(),
      this.#each(ingresses, describeIngress),
      this.#each(persistentvolumeclaims, describeClaim),
      this.#each(persistentvolumes, describeVolume),
    ];
  }

  /** The caches that the picture is made from. */
  get informers(): readonly Informer[] {
    return this.#followed;
  }

  take(): Picture {
    const omitted: Record<string, number> = {};
    return { objects: this.#sections.flatMap((section) => section(omitted)), omitted };
  }

  #each<T extends KubeObject>(type: ResourceType<T>, tell: (object: T) => Described): Section {
    const informer = this.#follow(type);
    return (omitted) => this.#bounded(informer, omitted).map((object) => this.#summary(object, tell));
  }

  #pods(): Section {
    const informer = this.#follow(resources.pods);
    return (omitted) => {
      const pods = informer.list().map((pod) => this.#summary(pod, describePod));
      if (pods.length <= MAX_PODS) return pods;
      const groups = groupPods(pods);
      const rest = groups.slice(MAX_PODS).reduce((sum, { count = 1 }) => sum + count, 0);
      if (rest > 0) omitted.Pod = rest;
      return groups.slice(0, MAX_PODS);
    };
  }

  /** Whom a Service sends to is not in the Service: each is described anew. */
  #services(): Section {
    const informer = this.#follow(resources.services);
    const slices = this.#follow(resources.endpointslices);
    return (omitted) => {
      const byService = new Map<string, EndpointSlice[]>();
      for (const slice of slices.list()) {
        const key = `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_OF_SLICE]}`;
        byService.set(key, [...(byService.get(key) ?? []), slice]);
      }
      return this.#bounded(informer, omitted).map((service) => {
        const key = `${service.metadata.namespace}/${service.metadata.name}`;
        return viewObject(service, describeService(service, byService.get(key) ?? []));
      });
    };
  }

  #follow<T extends KubeObject>(type: ResourceType<T>): Informer<T> {
    const informer = this.#informers.for(type);
    this.#followed.push(informer as unknown as Informer);
    return informer;
  }

  #bounded<T extends KubeObject>(informer: Informer<T>, omitted: Record<string, number>): readonly T[] {
    const all = informer.list();
    if (all.length > MAX_OF_A_KIND) omitted[informer.type.kind] = all.length - MAX_OF_A_KIND;
    return all.slice(0, MAX_OF_A_KIND);
  }

  #summary<T extends KubeObject>(object: T, tell: (object: T) => Described): ViewObject {
    const known = this.#known.get(object);
    if (known) return known;
    const made = viewObject(object, tell(object));
    this.#known.set(object, made);
    return made;
  }
}
