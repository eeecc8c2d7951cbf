/** Autoscalers and the pods of their target, sketched in a line for tests. */
import { formatTime, parseTime } from '@/apimachinery';
import type { HorizontalPodAutoscaler, Pod } from '@/kube';
import { decide } from '../decide';
import { History } from '../history';
import type { MetricError, MetricSpec, PodMetrics, Scale, Spec } from '../types';

export const NOW = parseTime('2026-01-01T01:00:00Z');
const ago = (seconds: number) => formatTime(NOW - seconds * 1000);

export const CPU = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

export const autoscaler = (spec: Partial<Spec>): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [CPU(50)],
    ...spec,
  },
});
const scale = (replicas: number, selector = 'app=web'): Scale => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas },
  status: { replicas, selector },
});

export interface Sketch {
  /** Millicores; absent: no metrics. */
  readonly cpu?: number;
  readonly request?: string;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly startedAgo?: number;
  readonly changedAgo?: number;
  readonly deleting?: boolean;
}

const pod = (sketch: Sketch, i: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${i}`,
    namespace: 'default',
    ...(sketch.deleting ? { deletionTimestamp: ago(1) } : {}),
  },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'nginx',
        resources: { requests: sketch.request === '' ? {} : { cpu: sketch.request ?? '100m' } },
      },
    ],
  },
  status: {
    phase: sketch.phase ?? 'Running',
    startTime: ago(sketch.startedAgo ?? 3000),
    conditions: [
      {
        type: 'Ready',
        status: sketch.ready === false ? 'False' : 'True',
        lastTransitionTime: ago(sketch.changedAgo ?? 2990),
      },
    ],
  },
});
const metricsOf = (sketches: readonly Sketch[]): PodMetrics[] =>
  sketches.flatMap(({ cpu }, i) =>
    cpu === undefined
      ? []
      : [
          {
            apiVersion: 'metrics.k8s.io/v1beta1',
            kind: 'PodMetrics',
            metadata: { name: `web-${i}`, namespace: 'default' },
            timestamp: ago(0),
            window: '30s',
            containers: [{ name: 'main', usage: { cpu: `${cpu}m`, memory: '64Mi' } }],
          },
        ],
  );

export function decided(
  spec: Partial<Spec>,
  sketches: readonly Sketch[],
  more: { metrics?: MetricError; replicas?: number; selector?: string } = {},
) {
  return decide(autoscaler(spec), scale(more.replicas ?? sketches.length, more.selector), {
    history: new History(),
    nowMs: NOW,
    measure: async () => ({
      pods: sketches.map(pod),
      metrics: more.metrics ?? metricsOf(sketches),
      nowMs: NOW,
    }),
  });
}

export const times = (count: number, sketch: Sketch): Sketch[] => Array.from({ length: count }, () => sketch);
