/**
 * One look at a Deployment: what should be done now, and what its status is meanwhile. Pure; each look moves the
 * rollout by one step, and the changes that the step makes bring the next look.
 */
// upstream: pkg/controller/deployment/deployment_controller.go syncDeployment
import { type Deployment, isDeleting, type Pod, type ReplicaSet } from '@/kube';
import { findCondition } from '../shared/conditions';
import { isPodFinished } from '../shared/pods';
import { type NewestParts, prepareCreated, prepareFound } from './newest';
import { buildReplicaSet, type Generations, generationsOf } from './replica-sets';
import { nextRevision } from './revision';
import { type Resize, rollingStep } from './rolling';
import { beyondHistory, isScalingEvent, scalingStep } from './scaling';
import { desiredReplicas, isActive, isRollingUpdate, sizeOf } from './sizes';
import {
  countStatus,
  type DeploymentCondition,
  type DeploymentStatus,
  isComplete,
  newCondition,
  progressCheckMs,
  progressDeadlineMs,
  rolloutStatus,
  setCondition,
} from './status';
import * as texts from './texts';

export interface Observed {
  readonly deployment: Deployment;
  /** Those that it controls. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly podsOf: (replicaSet: ReplicaSet) => readonly Pod[];
  readonly nowMs: number;
}

export interface Plan extends NewestParts {
  readonly resize: readonly Resize[];
  readonly remove: readonly ReplicaSet[];
  readonly status: DeploymentStatus;
  readonly requeueAfterMs?: number;
}

/** How the ReplicaSets are to change. */
interface Step {
  readonly generations: Generations;
  readonly create?: ReplicaSet;
  readonly resize: readonly Resize[];
  readonly remove: readonly ReplicaSet[];
  /** While a Deployment is scaled, paused or deleted its progress isn't judged. */
  readonly isRollout: boolean;
}

export function decide(observed: Observed): Plan {
  const { deployment, nowMs } = observed;
  const step = nextStep(observed);
  const { generations, create, resize, remove } = step;
  const told = { conditions: pauseConditions(deployment, nowMs), nowMs };
  const { parts, conditions } = create
    ? prepareCreated(deployment, create, told)
    : prepareFound(deployment, generations, told);
  const { newest, old } = generations;
  const state = { deployment, nowMs, newest, all: newest ? [...old, newest] : old };
  const status = step.isRollout ? rolloutStatus(state, conditions) : countStatus(state, conditions);
  const requeueAfterMs = step.isRollout ? progressCheckMs(deployment, status, nowMs) : undefined;
  return { ...parts, resize, remove, status, ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }) };
}

function nextStep(observed: Observed): Step {
  const { deployment, replicaSets } = observed;
  const generations = generationsOf(deployment, replicaSets);
  const { old } = generations;
  if (isDeleting(deployment)) return { generations, resize: [], remove: [], isRollout: false };
  const isPaused = deployment.spec?.paused === true;
  if (isPaused || isScalingEvent(deployment, generations)) {
    const resize = scalingStep(deployment, generations);
    return { generations, resize, remove: isPaused ? beyondHistory(deployment, old) : [], isRollout: false };
  }
  const step = isRollingUpdate(deployment) ? rollOut(observed, generations) : recreate(observed, generations);
  const isDone = step.resize.length === 0 && isComplete(deployment, deployment.status);
  return { ...step, remove: isDone ? beyondHistory(deployment, old) : [], isRollout: true };
}

type Move = Pick<Step, 'generations' | 'create' | 'resize'>;

function rollOut({ deployment }: Observed, generations: Generations): Move {
  const { newest, create } = withNewest(deployment, generations);
  const { old } = generations;
  return { generations: { newest, old }, ...create, resize: rollingStep(deployment, newest, old) };
}

/** Recreate: every old pod must be gone before the first new one is made. */
// upstream: pkg/controller/deployment/recreate.go
function recreate(observed: Observed, generations: Generations): Move {
  const { deployment } = observed;
  const { old } = generations;
  const resize = old.filter(isActive).map((replicaSet) => ({ replicaSet, to: 0 }));
  if (resize.length > 0 || oldPodsRun(observed, old)) return { generations, resize };
  const { newest, create } = withNewest(deployment, generations);
  const to = desiredReplicas(deployment);
  const grow = sizeOf(newest) === to ? [] : [{ replicaSet: newest, to }];
  return { generations: { newest, old }, ...create, resize: grow };
}

/** The new ReplicaSet: the one that is there, or else the one to create. */
function withNewest(
  deployment: Deployment,
  { newest, old }: Generations,
): { newest: ReplicaSet; create: { create?: ReplicaSet } } {
  if (newest) return { newest, create: {} };
  const create = buildReplicaSet(deployment, old, nextRevision(old));
  return { newest: create, create: { create } };
}

const oldPodsRun = ({ podsOf }: Observed, old: readonly ReplicaSet[]): boolean =>
  old.some(
    (replicaSet) =>
      (replicaSet.status?.replicas ?? 0) > 0 || podsOf(replicaSet).some((pod) => !isPodFinished(pod)),
  );

/** Pausing and resuming are told, so that the time between doesn't count against the deadline. */
// upstream: checkPausedConditions
function pauseConditions(deployment: Deployment, nowMs: number): readonly DeploymentCondition[] {
  const conditions = deployment.status?.conditions ?? [];
  const current = findCondition(conditions, texts.PROGRESSING);
  const wasPaused = current?.reason === texts.DEPLOYMENT_PAUSED;
  const isPaused = deployment.spec?.paused === true;
  if (isDeleting(deployment) || progressDeadlineMs(deployment) === undefined) return conditions;
  if (current?.reason === texts.PROGRESS_DEADLINE_EXCEEDED || wasPaused === isPaused) return conditions;
  const [reason, message] = isPaused
    ? [texts.DEPLOYMENT_PAUSED, texts.paused]
    : [texts.DEPLOYMENT_RESUMED, texts.resumed];
  return setCondition(
    conditions,
    newCondition(nowMs, texts.PROGRESSING, { status: 'Unknown', reason, message }),
  );
}
