/** The status of a Deployment from its ReplicaSets, and what its conditions say of the rollout. */
// upstream: pkg/controller/deployment/sync.go calculateStatus, progress.go syncRolloutStatus
import { formatTime, parseTime } from '@/apimachinery';
import { type Deployment, nameOf, type ReplicaSet } from '@/kube';
import { findCondition, replaceCondition, withoutCondition } from '../shared/conditions';
import { withoutZeros } from '../shared/counts';
import { desiredReplicas, maxUnavailable, sum, totalAvailable, totalSize } from './sizes';
import * as texts from './texts';

export type DeploymentStatus = NonNullable<Deployment['status']>;
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number];
type Conditions = readonly DeploymentCondition[];

export interface RolloutState {
  readonly deployment: Deployment;
  readonly newest: ReplicaSet | undefined;
  readonly all: readonly ReplicaSet[];
  readonly nowMs: number;
}

const MAX_INT32 = 2 ** 31 - 1;
export function progressDeadlineMs({ spec }: Deployment): number | undefined {
  const seconds = spec?.progressDeadlineSeconds;
  return seconds === undefined || seconds === MAX_INT32 ? undefined : seconds * 1000;
}

export function newCondition(
  nowMs: number,
  type: string,
  said: { readonly status: 'True' | 'False' | 'Unknown'; readonly reason: string; readonly message: string },
): DeploymentCondition {
  const now = formatTime(nowMs);
  return { type, status: said.status, lastUpdateTime: now, lastTransitionTime: now, ...withoutStatus(said) };
}

const withoutStatus = ({ reason, message }: { reason: string; message: string }) => ({ reason, message });

/** Adds the condition unless the same status and reason stand already; the transition time is that of the status. */
// upstream: deployment_util.go SetDeploymentCondition
export function setCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = findCondition(conditions, condition.type);
  if (current?.status !== condition.status) return replaceCondition(conditions, condition);
  if (current.reason === condition.reason) return conditions;
  return replaceCondition(conditions, keepTransition(condition, current));
}

const keepTransition = (
  condition: DeploymentCondition,
  current: DeploymentCondition,
): DeploymentCondition => ({
  ...condition,
  ...(current.lastTransitionTime ? { lastTransitionTime: current.lastTransitionTime } : {}),
});

/** Counts, and whether enough replicas are available. `conditions`: those that stand so far. */
export function countStatus(state: RolloutState, conditions: Conditions): DeploymentStatus {
  const { deployment, newest, all, nowMs } = state;
  const available = totalAvailable(all);
  const enough = available >= desiredReplicas(deployment) - maxUnavailable(deployment);
  const minimum = enough
    ? newCondition(nowMs, texts.AVAILABLE, {
        status: 'True',
        reason: texts.MINIMUM_REPLICAS_AVAILABLE,
        message: texts.minimumAvailable,
      })
    : newCondition(nowMs, texts.AVAILABLE, {
        status: 'False',
        reason: texts.MINIMUM_REPLICAS_UNAVAILABLE,
        message: texts.minimumUnavailable,
      });
  const known = all.every(({ status }) => status?.terminatingReplicas !== undefined);
  const { collisionCount } = deployment.status ?? {};
  return {
    ...withoutZeros({
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum(all, ({ status }) => status?.replicas),
      updatedReplicas: newest?.status?.replicas ?? 0,
      readyReplicas: sum(all, ({ status }) => status?.readyReplicas),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, totalSize(all) - available),
    }),
    ...(known ? { terminatingReplicas: sum(all, ({ status }) => status?.terminatingReplicas) } : {}),
    conditions: setCondition(conditions, minimum),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}

/** The whole status during a rollout: counts, progress, and failures of ReplicaSets. */
export function rolloutStatus(state: RolloutState, conditions: Conditions): DeploymentStatus {
  const counted = countStatus(state, conditions);
  const progress = progressConditions(state, counted);
  const failure = replicaFailure(state);
  return {
    ...counted,
    conditions: failure ? setCondition(progress, failure) : withoutCondition(progress, texts.REPLICA_FAILURE),
  };
}

function progressConditions(state: RolloutState, status: DeploymentStatus): Conditions {
  const { deployment, newest, nowMs } = state;
  const conditions = status.conditions ?? [];
  if (progressDeadlineMs(deployment) === undefined) return withoutCondition(conditions, texts.PROGRESSING);
  const current = findCondition(conditions, texts.PROGRESSING);
  // Only one ReplicaSet is active and it has made it: no rollout is under way.
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) &&
    current?.reason === texts.NEW_REPLICA_SET_AVAILABLE;
  if (settled) return conditions;

  const what = newest ? `ReplicaSet "${nameOf(newest)}"` : `Deployment "${nameOf(deployment)}"`;
  const say = (status: 'True' | 'False', reason: string, message: string) =>
    newCondition(nowMs, texts.PROGRESSING, { status, reason, message });
  if (isComplete(deployment, status)) {
    return setCondition(conditions, say('True', texts.NEW_REPLICA_SET_AVAILABLE, texts.progressed(what)));
  }
  if (hasProgressed(deployment.status, status)) {
    const condition = say('True', texts.REPLICA_SET_UPDATED, texts.progressing(what));
    // Said again on every progress: lastUpdateTime is what the deadline counts from.
    return replaceCondition(
      conditions,
      current?.status === 'True' ? keepTransition(condition, current) : condition,
    );
  }
  if (isTimedOut(deployment, current, nowMs)) {
    return setCondition(conditions, say('False', texts.PROGRESS_DEADLINE_EXCEEDED, texts.timedOut(what)));
  }
  return conditions;
}

/** All replicas are new and available, and no old pods run. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const desired = desiredReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === desired &&
    (status?.replicas ?? 0) === desired &&
    (status?.availableReplicas ?? 0) === desired &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(before: DeploymentStatus | undefined, now: DeploymentStatus): boolean {
  const old = (status?: DeploymentStatus) => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function isTimedOut(
  deployment: Deployment,
  progress: DeploymentCondition | undefined,
  nowMs: number,
): boolean {
  if (!progress || progress.reason === texts.NEW_REPLICA_SET_AVAILABLE) return false;
  if (progress.reason === texts.PROGRESS_DEADLINE_EXCEEDED) return true;
  return deadlineOf(deployment, progress) < nowMs;
}

const deadlineOf = (deployment: Deployment, progress: DeploymentCondition): number =>
  parseTime(progress.lastUpdateTime ?? '') + (progressDeadlineMs(deployment) ?? Number.POSITIVE_INFINITY);

/** When the rollout must be looked at again to see whether it is stuck. */
// upstream: requeueStuckDeployment
export function progressCheckMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const progress = findCondition(status.conditions, texts.PROGRESSING);
  if (progressDeadlineMs(deployment) === undefined || !progress || isComplete(deployment, status))
    return undefined;
  if (
    progress.reason === texts.PROGRESS_DEADLINE_EXCEEDED ||
    progress.reason === texts.NEW_REPLICA_SET_AVAILABLE
  ) {
    return undefined;
  }
  // A second more, because conditions know no milliseconds.
  return Math.max(0, deadlineOf(deployment, progress) - nowMs) + 1000;
}

/** The new ReplicaSet's failure before those of old ones. */
function replicaFailure({ newest, all }: RolloutState): DeploymentCondition | undefined {
  const sources = newest ? [newest, ...all] : all;
  const failure = sources
    .flatMap(({ status }) => status?.conditions ?? [])
    .find(({ type }) => type === texts.REPLICA_FAILURE);
  if (!failure) return undefined;
  return {
    ...failure,
    ...(failure.lastTransitionTime ? { lastUpdateTime: failure.lastTransitionTime } : {}),
  };
}
