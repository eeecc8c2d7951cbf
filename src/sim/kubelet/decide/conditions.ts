/** The pod's conditions. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions */
// upstream: pkg/kubelet/status/generate.go
import type { ContainerSpec, ContainerStatus, Pod, PodCondition } from '@/kube';
import { type ContainerFacts, hasSucceeded, isSidecar, isStarted, NO_FACTS, type PodFacts } from '../facts';
import { quote } from '../reasons';
import type { Phase } from './phase';

export const CONDITION = {
  ReadyToStart: 'PodReadyToStartContainers',
  Initialized: 'Initialized',
  Ready: 'Ready',
  ContainersReady: 'ContainersReady',
  Scheduled: 'PodScheduled',
  ResizePending: 'PodResizePending',
  ResizeInProgress: 'PodResizeInProgress',
} as const;

/** Others set it as well. */
const DISRUPTION_TARGET = 'DisruptionTarget';

/** The types that the kubelet owns; all others are somebody else's and stay. */
const OWNED: ReadonlySet<string> = new Set(Object.values(CONDITION));

const REASON = {
  Error: 'Error',
  PodCompleted: 'PodCompleted',
  PodFailed: 'PodFailed',
  TerminationByKubelet: 'TerminationByKubelet',
  ContainersNotReady: 'ContainersNotReady',
  ContainersNotInitialized: 'ContainersNotInitialized',
  ReadinessGatesNotReady: 'ReadinessGatesNotReady',
} as const;

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>;
const TRUE: Verdict = { status: 'True' };
const isFalse = (reason: string, message?: string): Verdict => ({
  status: 'False',
  reason,
  ...(message === undefined ? {} : { message }),
});

export interface ConditionInput {
  readonly pod: Pod;
  readonly facts: PodFacts;
  readonly phase: Phase;
  readonly statuses: readonly ContainerStatus[];
  /** Cluster time, as it goes into lastTransitionTime. */
  readonly now: string;
  /** Why the pod was sent away from its node. */
  readonly eviction?: string | undefined;
}

/** All conditions in upstream's order; times of unchanged ones are kept. */
export function decideConditions(input: ConditionInput): readonly PodCondition[] {
  const { pod, facts, phase } = input;
  const containersReady = decideContainersReady(input);
  const { eviction } = input;
  const disrupted: readonly (readonly [string, Verdict])[] =
    eviction === undefined
      ? []
      : [[DISRUPTION_TARGET, { status: 'True', reason: REASON.TerminationByKubelet, message: eviction }]];
  const foreign = (pod.status?.conditions ?? []).filter(
    (c) => !OWNED.has(c.type) && !disrupted.some(([type]) => type === c.type),
  );
  const over = phase === 'Succeeded' || phase === 'Failed';
  const verdicts: readonly (readonly [string, Verdict])[] = [
    ...disrupted,
    [CONDITION.ReadyToStart, facts.sandboxReady && !over ? TRUE : { status: 'False' }],
    [CONDITION.Initialized, decideInitialized(input)],
    [CONDITION.Ready, decideReady(pod, containersReady, foreign)],
    [CONDITION.ContainersReady, containersReady],
    [CONDITION.Scheduled, TRUE],
  ];
  return [
    ...foreign,
    ...decideResize(input),
    ...verdicts.map(([type, verdict]) => condition(type, verdict, input)),
  ];
}

/** upstream: pkg/kubelet/status/status_manager.go updatedPodResizeCondition */
function decideResize({ pod, facts, now }: ConditionInput): readonly PodCondition[] {
  const { pending, progress } = facts.resize ?? {};
  const made = (
    type: string,
    { generation, reason, message }: { generation: number; reason?: string; message?: string },
  ): PodCondition => {
    const old = pod.status?.conditions?.find((c) => c.type === type);
    const isOld = old?.reason === reason;
    const told = isOld && old?.message === message && old?.observedGeneration === generation;
    return {
      type,
      observedGeneration: generation,
      status: 'True',
      lastProbeTime: (told && old?.lastProbeTime) || now,
      lastTransitionTime: (old && isOld && old.lastTransitionTime) || now,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  };
  const failed = progress?.error === undefined ? {} : { reason: REASON.Error, message: progress.error };
  return [
    ...(pending ? [made(CONDITION.ResizePending, pending)] : []),
    ...(progress ? [made(CONDITION.ResizeInProgress, { generation: progress.generation, ...failed })] : []),
  ];
}

function condition(type: string, verdict: Verdict, { pod, now }: ConditionInput): PodCondition {
  const old = pod.status?.conditions?.find((c) => c.type === type);
  const unchanged = old?.status === verdict.status && old.lastTransitionTime;
  const { generation } = pod.metadata;
  return {
    type,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: verdict.status,
    lastProbeTime: null as unknown as string,
    lastTransitionTime: unchanged || now,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
  };
}

/** Go prints a list of names as [a b]. */
const names = (containers: readonly ContainerSpec[]) => `[${containers.map((c) => c.name).join(' ')}]`;

function decideContainersReady({ pod, phase, statuses }: ConditionInput): Verdict {
  if (phase === 'Succeeded') return isFalse(REASON.PodCompleted);
  if (phase === 'Failed') return isFalse(REASON.PodFailed);
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar);
  const unready = [...sidecars, ...(pod.spec?.containers ?? [])].filter(
    (c) => !statuses.find((s) => s.name === c.name)?.ready,
  );
  if (unready.length === 0) return TRUE;
  return isFalse(REASON.ContainersNotReady, `containers with unready status: ${names(unready)}`);
}

function decideReady(pod: Pod, containersReady: Verdict, foreign: readonly PodCondition[]): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const missing = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = foreign.find((c) => c.type === conditionType);
    if (!found)
      return [`corresponding condition of pod readiness gate ${quote(conditionType)} does not exist.`];
    if (found.status === 'True') return [];
    return [`the status of pod readiness gate ${quote(conditionType)} is not "True", but ${found.status}`];
  });
  return missing.length === 0 ? TRUE : isFalse(REASON.ReadinessGatesNotReady, missing.join(', '));
}

function decideInitialized({ pod, facts, phase }: ConditionInput): Verdict {
  const initContainers = pod.spec?.initContainers ?? [];
  const of = (c: ContainerSpec): ContainerFacts => facts.containers.get(c.name) ?? NO_FACTS;
  if (phase === 'Succeeded') return { status: 'True', reason: REASON.PodCompleted };
  if ((pod.spec?.containers ?? []).some((c) => of(c).current)) return TRUE;
  const pending = initContainers.filter((c) => (isSidecar(c) ? !isStarted(of(c)) : !hasSucceeded(of(c))));
  if (pending.length === 0) return TRUE;
  return isFalse(REASON.ContainersNotInitialized, `containers with incomplete status: ${names(pending)}`);
}
