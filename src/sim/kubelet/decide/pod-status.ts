/** The whole status that the kubelet writes for a pod. */
// upstream: pkg/kubelet/kubelet_pods.go generateAPIPodStatus
import { formatTime } from '@/apimachinery';
import type { ContainerSpec, Pod, PodStatus } from '@/kube';
import { NO_FACTS, type PodFacts } from '../facts';
import { EVENT, MESSAGE } from '../reasons';
import { decideConditions } from './conditions';
import { containerStatus, type Role } from './container-status';
import { isPastDeadline } from './deadline';
import { decidePhase, type Phase } from './phase';

export interface StatusInput {
  readonly pod: Pod;
  readonly facts: PodFacts;
  readonly nowMs: number;
  readonly hostIP: string;
  /** Why the pod was sent away from the node. */
  readonly eviction?: string;
}

export function decidePodStatus({ pod, facts, nowMs, hostIP, eviction }: StatusInput): PodStatus {
  const { initContainers, containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const statuses = (list: readonly ContainerSpec[], role: Role) =>
    list.map((c) => containerStatus(pod, c, { facts: facts.containers.get(c.name) ?? NO_FACTS, role }));
  const settled = settledPhase(pod);
  const failure = settled || hasProcess(facts) ? undefined : failureOf(pod, { nowMs, eviction });
  const phase = settled ?? (failure ? 'Failed' : decidePhase(pod, facts));
  const { reason, message } = failure ?? pod.status ?? {};
  const main = statuses(containers, 'main');
  const init = statuses(initContainers ?? [], 'init');
  const debug = statuses(ephemeralContainers as readonly ContainerSpec[], 'ephemeral');
  const now = formatTime(nowMs);
  const { generation } = pod.metadata;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    conditions: decideConditions({ pod, facts, phase, statuses: [...init, ...main], now, eviction }),
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(facts.podIP === undefined ? {} : { podIP: facts.podIP, podIPs: [{ ip: facts.podIP }] }),
    startTime: pod.status?.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
    ...(debug.length > 0 ? { ephemeralContainerStatuses: debug } : {}),
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  };
}

/** A pod that is over never comes back. */
const settledPhase = ({ status }: Pod): Phase | undefined =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed' ? status.phase : undefined;

/** What ended the pod as a whole, whatever its containers did. */
function failureOf(
  pod: Pod,
  { nowMs, eviction }: { readonly nowMs: number; readonly eviction: string | undefined },
): { readonly reason: string; readonly message: string } | undefined {
  if (eviction !== undefined) return { reason: EVENT.Evicted, message: eviction };
  return isPastDeadline(pod, nowMs) ? DEADLINE : undefined;
}

const DEADLINE = { reason: EVENT.DeadlineExceeded, message: MESSAGE.deadline };

/** No pod has failed while a process of its runs on. */
const hasProcess = (facts: PodFacts): boolean =>
  [...facts.containers.values()].some(({ current }) => current && !current.exit);
