/** What the parts of the autoscaler hand to each other. */
import type { KubeObject } from '@/apimachinery';
import type { HorizontalPodAutoscaler, Pod } from '@/kube';

export type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
export type Status = NonNullable<HorizontalPodAutoscaler['status']>;
export type Condition = NonNullable<Status['conditions']>[number];
export type MetricSpec = NonNullable<Spec['metrics']>[number];
export type MetricStatus = NonNullable<Status['currentMetrics']>[number];
export type Rules = NonNullable<NonNullable<Spec['behavior']>['scaleUp']>;

/** autoscaling/v1 Scale. */
export interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

/** As metrics.k8s.io tells it. */
export interface PodMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

/** Something that can't be measured; the message is upstream's. */
export class MetricError extends Error {}

/** The target's pods and what is known of their use: the metrics, or why there are none. */
export interface Measured {
  readonly pods: readonly Pod[];
  readonly metrics: readonly PodMetrics[] | MetricError;
  readonly nowMs: number;
}
