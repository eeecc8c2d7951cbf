/** A pod's state in kubectl's words, and what it means. */
// upstream: pkg/printers/internalversion/printers.go printPod
import type { ContainerStatus, Pod } from '@/kube';
import type { ViewObject } from '../protocol';

type State = ViewObject['state'];

export interface PodSummary {
  readonly state: State;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
}

/** On their way, as long as nothing says that they are stuck. */
const BUSY = new Set([
  'Pending',
  'ContainerCreating',
  'PodInitializing',
  'Terminating',
  'NotReady',
  'SchedulingGated',
]);

export function podSummary(pod: Pod): PodSummary {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const sidecars = sidecarsOf(pod);
  const counted = [...containerStatuses, ...initContainerStatuses.filter(({ name }) => sidecars.has(name))];
  const ready = counted.filter((container) => container.ready).length;
  const total = (pod.spec?.containers.length ?? 0) + sidecars.size;
  const restarts = counted.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const text = statusText(pod, sidecars);
  const why = whyOf(pod);
  return {
    state: { tone: toneOf(pod, text, ready === total), text, ...(why ? { why } : {}) },
    ready,
    total,
    restarts,
  };
}

const sidecarsOf = (pod: Pod): ReadonlySet<string> =>
  new Set(
    (pod.spec?.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );

function toneOf(pod: Pod, text: string, allReady: boolean): State['tone'] {
  if (pod.status?.phase === 'Succeeded') return 'done';
  if (text === 'Running') return allReady ? 'good' : 'busy';
  if (text === 'Completed') return 'done';
  if (text === 'Pending' && condition(pod, 'PodScheduled')?.status === 'False') return 'bad';
  return BUSY.has(text) || /^Init:\d+\/\d+$/.test(text) ? 'busy' : 'bad';
}

function statusText(pod: Pod, sidecars: ReadonlySet<string>): string {
  const { status = {}, metadata } = pod;
  const over = status.phase === 'Failed' || status.phase === 'Succeeded';
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') return 'Unknown';
  if (metadata.deletionTimestamp && !over) return 'Terminating';
  return initText(pod, sidecars) ?? mainText(pod);
}

function initText({ spec, status }: Pod, sidecars: ReadonlySet<string>): string | undefined {
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0 || (sidecars.has(container.name) && container.started)) continue;
    if (terminated) return `Init:${endText(terminated)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${index}/${spec?.initContainers?.length ?? 0}`;
  }
  return undefined;
}

function mainText(pod: Pod): string {
  const { status = {} } = pod;
  const gated = condition(pod, 'PodScheduled')?.reason === 'SchedulingGated';
  let text = gated ? 'SchedulingGated' : status.reason || status.phase || 'Unknown';
  let running = false;
  for (const { state, ready } of [...(status.containerStatuses ?? [])].reverse()) {
    if (state?.waiting?.reason) text = state.waiting.reason;
    else if (state?.terminated) text = endText(state.terminated);
    else if (ready && state?.running) running = true;
  }
  if (text !== 'Completed' || !running) return text;
  return condition(pod, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;
const endText = ({ reason, signal, exitCode }: Terminated): string =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);

/** What Kubernetes says of a pod that doesn't run. */
function whyOf(pod: Pod): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [], message } = pod.status ?? {};
  for (const { state } of [...initContainerStatuses, ...containerStatuses]) {
    const said = state?.waiting?.message ?? state?.terminated?.message;
    if (said) return said;
  }
  const unscheduled = condition(pod, 'PodScheduled');
  return unscheduled?.status === 'False' ? unscheduled.message : message;
}

const condition = (pod: Pod, type: string) => pod.status?.conditions?.find((one) => one.type === type);
