/** Parts of a pod's spec by name. */
import type { ContainerSpec, PodSpec } from '@/kube/kinds';

export type Volume = NonNullable<PodSpec['volumes']>[number];
export type ContainerPort = NonNullable<ContainerSpec['ports']>[number];
export type EnvVar = NonNullable<ContainerSpec['env']>[number];
export type EnvFrom = NonNullable<ContainerSpec['envFrom']>[number];
export type Mount = NonNullable<ContainerSpec['volumeMounts']>[number];
export type Device = NonNullable<ContainerSpec['volumeDevices']>[number];
export type Probe = NonNullable<ContainerSpec['livenessProbe']>;
export type Lifecycle = NonNullable<ContainerSpec['lifecycle']>;
export type Resources = NonNullable<ContainerSpec['resources']>;
export type SecurityContext = NonNullable<ContainerSpec['securityContext']>;
export type PodSecurityContext = NonNullable<PodSpec['securityContext']>;
export type Toleration = NonNullable<PodSpec['tolerations']>[number];
export type Affinity = NonNullable<PodSpec['affinity']>;
export type EphemeralContainer = NonNullable<PodSpec['ephemeralContainers']>[number];

/** What a container's rules need to know of its pod. */
export interface PodFacts {
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly gracePeriodSeconds: number;
  readonly restartPolicy: string;
  /** Names of the resource claims that containers may refer to. */
  readonly claimNames: ReadonlySet<string>;
}
