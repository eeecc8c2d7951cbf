/** `kubectl get pods`. upstream: pkg/printers/internalversion/printers.go printPod */
import { humanAge } from '@/apimachinery';
import type { ContainerStatus, Pod } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, NONE, nameOf, wide } from '../../shared/table';

const NODE_LOST = 'NodeLost';
const GATED = 'SchedulingGated';

export const table: TableDefinition<Pod> = {
  columns: [
    NAME,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    AGE,
    wide('IP', 'podIP address allocated to the pod. Routable at least within the cluster.'),
    wide('Node', 'NodeName indicates in which node this pod is scheduled.'),
    wide('Nominated Node', 'nominatedNodeName is set only when this pod preempts other pods on the node.'),
    wide('Readiness Gates', 'If specified, all readiness gates will be evaluated for pod readiness.'),
  ],
  row: (pod, nowMs) => {
    const { ready, total, reason, restarts, lastRestart } = summary(pod);
    return [
      nameOf(pod),
      `${ready}/${total}`,
      reason,
      restarts > 0 && lastRestart !== ''
        ? `${restarts} (${humanAge(lastRestart, nowMs)} ago)`
        : `${restarts}`,
      ageOf(pod, nowMs),
      pod.status?.podIPs?.[0]?.ip || NONE,
      pod.spec?.nodeName || NONE,
      pod.status?.nominatedNodeName || NONE,
      readinessGates(pod),
    ];
  },
};

interface Summary {
  ready: number;
  total: number;
  reason: string;
  restarts: number;
  /** When the newest restart's predecessor ended; "" when nothing restarted. */
  lastRestart: string;
}

function summary(pod: Pod): Summary {
  const { status = {} } = pod;
  const initial = initSummary(pod);
  const initialized =
    status.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
  const out = initial.initializing && !initialized ? initial : mainSummary(pod, initial);
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === NODE_LOST) out.reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded') out.reason = 'Terminating';
  }
  return out;
}

interface InitSummary extends Summary {
  initializing: boolean;
  /** Restarts of sidecars go on counting after initialization. */
  sidecarRestarts: number;
  sidecarLastRestart: string;
}

function initSummary(pod: Pod): InitSummary {
  const { status = {} } = pod;
  const initContainers = pod.spec?.initContainers ?? [];
  const sidecars = new Set(initContainers.filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const gated = status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === GATED);
  const out: InitSummary = {
    ready: 0,
    total: (pod.spec?.containers.length ?? 0) + sidecars.size,
    reason: gated ? GATED : status.reason || status.phase || '',
    restarts: 0,
    lastRestart: '',
    initializing: false,
    sidecarRestarts: 0,
    sidecarLastRestart: '',
  };
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    out.restarts += container.restartCount;
    out.lastRestart = later(out.lastRestart, container);
    const sidecar = sidecars.has(container.name);
    if (sidecar) {
      out.sidecarRestarts += container.restartCount;
      out.sidecarLastRestart = later(out.sidecarLastRestart, container);
    }
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) out.ready++;
      continue;
    }
    out.initializing = true;
    out.reason = initReason(container, i, initContainers.length);
    break;
  }
  return out;
}

function initReason({ state }: ContainerStatus, index: number, total: number): string {
  if (state?.terminated) return `Init:${terminatedReason(state.terminated)}`;
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`;
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;
const terminatedReason = ({ reason, signal, exitCode }: Terminated): string =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);

function mainSummary(pod: Pod, initial: InitSummary): Summary {
  const out: Summary = {
    ...initial,
    restarts: initial.sidecarRestarts,
    lastRestart: initial.sidecarLastRestart,
  };
  let running = false;
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    out.restarts += container.restartCount;
    out.lastRestart = later(out.lastRestart, container);
    const { state } = container;
    if (state?.waiting?.reason) out.reason = state.waiting.reason;
    else if (state?.terminated) out.reason = terminatedReason(state.terminated);
    else if (container.ready && state?.running) {
      running = true;
      out.ready++;
    }
  }
  if (out.reason === 'Completed' && running) {
    const ready = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
    out.reason = ready ? 'Running' : 'NotReady';
  }
  return out;
}

/** RFC 3339 in UTC sorts as text. */
function later(time: string, { lastState }: ContainerStatus): string {
  const finished = lastState?.terminated?.finishedAt ?? '';
  return finished > time ? finished : time;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const passed = gates.filter(
    (gate) => status?.conditions?.find((c) => c.type === gate.conditionType)?.status === 'True',
  );
  return `${passed.length}/${gates.length}`;
}
