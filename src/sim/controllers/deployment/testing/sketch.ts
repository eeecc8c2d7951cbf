/** Deployments and their replica sets, sketched in a line for tests, and what is decided about them in a word. */
import { parseTime } from '@/apimachinery';
import type { Deployment, Pod, ReplicaSet } from '@/kube';
import { decide, type Plan } from '../decide';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION } from '../texts';

const NOW = parseTime('2026-01-02T00:00:00Z');
export type Spec = NonNullable<Deployment['spec']>;
export type Status = NonNullable<Deployment['status']>;

export const template = (image: string): Spec['template'] => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image }] },
});

export function deployment(spec: Partial<Spec> = {}, status: Status = {}, annotations = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd1', generation: 1, annotations },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: template('nginx:2'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...spec,
    },
    status,
  };
}

export interface Sketch {
  readonly image: string;
  readonly size: number;
  readonly available?: number;
  readonly revision?: number;
  /** Size of the Deployment when it was last scaled. */
  readonly desired?: number;
  readonly max?: number;
  readonly status?: Partial<NonNullable<ReplicaSet['status']>>;
}

export function replicaSet(name: string, sketch: Sketch): ReplicaSet {
  const { image, size, available = size, revision = 1, desired = 3, max = 4, status } = sketch;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      creationTimestamp: `2026-01-01T00:00:0${revision}Z`,
      generation: 1,
      annotations: {
        [REVISION]: String(revision),
        [DESIRED_REPLICAS]: String(desired),
        [MAX_REPLICAS]: String(max),
      },
    },
    spec: {
      replicas: size,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
      template: {
        ...template(image),
        metadata: { labels: { app: 'web', 'pod-template-hash': name } },
      },
    },
    status: {
      replicas: size,
      readyReplicas: available,
      availableReplicas: available,
      observedGeneration: 1,
      ...status,
    },
  };
}

export const look = (d: Deployment, replicaSets: ReplicaSet[], pods: readonly Pod[] = []): Plan =>
  decide({ deployment: d, replicaSets, podsOf: () => pods, nowMs: NOW });

export const resizes = ({ resize }: Plan) => resize.map((r) => `${r.replicaSet.metadata.name} -> ${r.to}`);
export const condition = ({ status }: Plan, type: string) => status.conditions?.find((c) => c.type === type);
export const shortly = (plan: Plan, type: string) => {
  const c = condition(plan, type);
  return c && `${c.status} ${c.reason}: ${c.message}`;
};
