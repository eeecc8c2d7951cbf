/** The pod's phase from its containers' states. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
// upstream: pkg/kubelet/kubelet_pods.go getPhase
import type { ContainerSpec, Pod } from '@/kube';
import { hasExited, hasSucceeded, isRunning, isSidecar, isStarted, NO_FACTS, type PodFacts } from '../facts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export function decidePhase(pod: Pod, facts: PodFacts): Phase {
  const { containers = [], initContainers = [], restartPolicy = 'Always' } = pod.spec ?? {};
  const of = (container: ContainerSpec) => facts.containers.get(container.name) ?? NO_FACTS;

  const regular = initContainers.filter((c) => !isSidecar(c));
  const sidecars = initContainers.filter(isSidecar);
  const initFailed = regular.some((c) => of(c).current?.exit !== undefined && !hasSucceeded(of(c)));
  if (initFailed && restartPolicy === 'Never') return 'Failed';
  const mainBegan = containers.some((c) => of(c).current !== undefined);
  const initPending =
    regular.some((c) => !hasSucceeded(of(c)) && !mainBegan) ||
    sidecars.some((c) => !isStarted(of(c)) && !mainBegan);
  if (initPending) return 'Pending';

  const counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const container of containers) {
    const known = of(container);
    if (isRunning(known) || known.replaced) counts.running++;
    else if (hasExited(known)) {
      counts.stopped++;
      if (hasSucceeded(known)) counts.succeeded++;
    } else if (known.last) counts.stopped++;
    else counts.waiting++;
  }
  if (counts.waiting > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (restartPolicy === 'Always' && pod.metadata.deletionTimestamp === undefined) return 'Running';
  if (sidecars.some((c) => isRunning(of(c)))) return 'Running';
  if (counts.stopped === counts.succeeded) return 'Succeeded';
  if (restartPolicy === 'Never' || pod.metadata.deletionTimestamp !== undefined) return 'Failed';
  return 'Running';
}
