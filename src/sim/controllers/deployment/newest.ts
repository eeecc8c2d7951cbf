/** What the new ReplicaSet needs: to be made, or to be brought up to date with its Deployment's annotations. */
// upstream: pkg/controller/deployment/sync.go getNewReplicaSet
import { type Deployment, nameOf, type ReplicaSet } from '@/kube';
import { findCondition } from '../shared/conditions';
import type { Generations } from './replica-sets';
import { newReplicaSetAnnotations, nextRevision } from './revision';
import { type DeploymentCondition, newCondition, progressDeadlineMs, setCondition } from './status';
import * as texts from './texts';

type Conditions = readonly DeploymentCondition[];

export interface NewestParts {
  /** The new ReplicaSet, when there is none yet. */
  readonly create?: ReplicaSet;
  /** The new ReplicaSet with annotations and minReadySeconds brought up to date. */
  readonly refresh?: ReplicaSet;
  /** What the Deployment's own revision annotation must become. */
  readonly revision?: string;
}

export interface Prepared {
  readonly parts: NewestParts;
  readonly conditions: Conditions;
}

export function prepareCreated(
  deployment: Deployment,
  create: ReplicaSet,
  { conditions, nowMs }: { readonly conditions: Conditions; readonly nowMs: number },
): Prepared {
  const revision = create.metadata.annotations?.[texts.REVISION] ?? '1';
  const message = texts.createdReplicaSet(nameOf(create));
  return {
    parts: { create, revision },
    conditions: tell(deployment, conditions, { nowMs, reason: texts.NEW_REPLICA_SET_CREATED, message }),
  };
}

export function prepareFound(
  deployment: Deployment,
  { newest, old }: Generations,
  { conditions, nowMs }: { readonly conditions: Conditions; readonly nowMs: number },
): Prepared {
  if (!newest) return { parts: {}, conditions };
  const annotations = newReplicaSetAnnotations(deployment, newest.metadata.annotations, nextRevision(old));
  const revision = annotations[texts.REVISION];
  const refresh = refreshed(deployment, newest, annotations);
  const isNews = revision !== undefined && revision !== deployment.metadata.annotations?.[texts.REVISION];
  const message = texts.foundReplicaSet(nameOf(newest));
  return {
    parts: { ...(refresh ? { refresh } : {}), ...(isNews ? { revision } : {}) },
    conditions: findCondition(conditions, texts.PROGRESSING)
      ? conditions
      : tell(deployment, conditions, { nowMs, reason: texts.FOUND_NEW_REPLICA_SET, message }),
  };
}

function refreshed(
  deployment: Deployment,
  newest: ReplicaSet,
  annotations: Readonly<Record<string, string>>,
): ReplicaSet | undefined {
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  const current = newest.metadata.annotations ?? {};
  const stale =
    (newest.spec?.minReadySeconds ?? 0) !== minReadySeconds ||
    Object.entries(annotations).some(([key, value]) => current[key] !== value);
  if (!stale || !newest.spec) return undefined;
  return {
    ...newest,
    metadata: { ...newest.metadata, annotations },
    spec: { ...newest.spec, minReadySeconds },
  };
}

function tell(
  deployment: Deployment,
  conditions: Conditions,
  told: { readonly nowMs: number; readonly reason: string; readonly message: string },
): Conditions {
  if (progressDeadlineMs(deployment) === undefined) return conditions;
  const { nowMs, reason, message } = told;
  return setCondition(
    conditions,
    newCondition(nowMs, texts.PROGRESSING, { status: 'True', reason, message }),
  );
}
