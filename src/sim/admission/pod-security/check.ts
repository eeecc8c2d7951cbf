/** What a check of the Pod Security Standards is, and how checks word what they found. */
// upstream: staging/src/k8s.io/pod-security-admission/policy/{checks,helpers,visitor}.go
import type { KubeObject } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';

export type Container = PodSpec['containers'][number];

export interface JudgedPod {
  readonly metadata: KubeObject['metadata'];
  readonly spec: PodSpec;
}

export interface Violation {
  /** "privileged" */
  readonly reason: string;
  /** `container "c" must not set securityContext.privileged=true` */
  readonly detail: string;
}

/** undefined: nothing to say against the pod. `minor` is the version of the standards. */
export type Check = (pod: JudgedPod, minor: number) => Violation | undefined;

/** Init containers come first, as upstream visits them. */
export const containersOf = ({ initContainers = [], containers, ephemeralContainers = [] }: PodSpec) =>
  [...initContainers, ...containers, ...ephemeralContainers] as readonly Container[];

/** The names of the containers for which `isBad` holds. */
export const namesOf = (spec: PodSpec, isBad: (container: Container) => boolean): readonly string[] =>
  containersOf(spec)
    .filter(isBad)
    .map(({ name }) => name);

/** Quotes within stay as they are, as upstream leaves them. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

export const plural = (one: string, many: string, items: readonly unknown[]): string =>
  items.length === 1 ? one : many;

/** `container "a"`, `containers "a", "b"` */
export const containers = (names: readonly string[]): string =>
  `${plural('container', 'containers', names)} ${quoted(names)}`;

/** `pod and containers "a", "b"`: who set what must not be set. */
export const setters = (pod: boolean, names: readonly string[]): string =>
  [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containers(names)] : [])].join(' and ');

export const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

/** Pods of Windows have no Linux settings, from v1.25 of the standards on. */
export const isWindows = ({ spec }: JudgedPod, minor: number): boolean =>
  minor >= 25 && spec.os?.name === 'windows';

/** Root of a user namespace is nobody on the node: from v1.35 of the standards on such pods may be it. */
export const isUserNamespaced = ({ spec }: JudgedPod, minor: number): boolean =>
  minor >= 35 && spec.hostUsers === false;
