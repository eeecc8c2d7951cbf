/**
 * What to do next with a pod's containers: which to start, which to kill, or that the pod is over. Pure; the worker
 * does it.
 */
// upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions
import type { ContainerSpec, Pod } from '@/kube';
import {
  type ContainerFacts,
  hasExited,
  hasSucceeded,
  isRunning,
  isSidecar,
  isStarted,
  NO_FACTS,
  type PodFacts,
  restartPolicyOf,
  shouldRun,
} from '../facts';
import { MESSAGE } from '../reasons';
import { changedResources } from '../resize/allocation';

export interface Kill {
  readonly container: string;
  /** The Killing event's message. */
  readonly message: string;
  /** Another run follows, whatever the restart policy says. */
  readonly restarts: boolean;
}

export interface PodActions {
  /** Nothing is left to run: what still runs (sidecars) ends. */
  readonly killPod: boolean;
  readonly kill: readonly Kill[];
  readonly start: readonly ContainerSpec[];
  /** Running ones that are to have other resources, and need not be started anew for it. */
  readonly resize: readonly ContainerSpec[];
}

const NOTHING: PodActions = { killPod: false, kill: [], start: [], resize: [] };

export function decideActions(pod: Pod, facts: PodFacts): PodActions {
  const of = (container: ContainerSpec) => facts.containers.get(container.name) ?? NO_FACTS;
  const containers = pod.spec?.containers ?? [];
  const initContainers = pod.spec?.initContainers ?? [];
  const initialized = containers.some((c) => of(c).current);
  const init = decideInit(pod, initContainers, { of, initialized });
  if (init.killPod) return init;
  const debug = toDebug(pod, of);
  if (!init.done) return { ...init, start: [...debug, ...init.start] };
  const main = decideMain(pod, containers, of);
  if (main.killPod) return main;
  return {
    killPod: false,
    kill: [...init.kill, ...main.kill],
    start: [...debug, ...init.start, ...main.start],
    resize: [...init.resize, ...main.resize],
  };
}

/** Containers for debugging start whatever the others do, once. */
const toDebug = ({ spec }: Pod, of: InitView['of']): readonly ContainerSpec[] =>
  ((spec?.ephemeralContainers ?? []) as readonly ContainerSpec[]).filter(
    (container) => !of(container).current,
  );

interface InitView {
  of(container: ContainerSpec): ContainerFacts;
  /** Main containers have been started: init containers that ran don't run again. */
  readonly initialized: boolean;
}

/** Init containers one after another; sidecars are started in their place and then kept running. */
function decideInit(
  pod: Pod,
  containers: readonly ContainerSpec[],
  view: InitView,
): PodActions & { done: boolean } {
  const start: ContainerSpec[] = [];
  const kill: Kill[] = [];
  const resize: ContainerSpec[] = [];
  const wait = { killPod: false, kill, start, resize, done: false };
  for (const container of containers) {
    const facts = view.of(container);
    if (isSidecar(container)) {
      const why = hasChanged(container, facts) ?? failedProbe(container, facts);
      const resized = decideResize(container, facts);
      if (why) kill.push(toKill(container, why, true));
      else if (resized === 'restart') kill.push(toResize(container));
      else if (resized === 'inPlace') resize.push(container);
      if (shouldRun(pod, container, facts)) start.push(container);
      if (!view.initialized && !isStarted(facts)) return wait;
    } else if (!view.initialized && !hasSucceeded(facts)) {
      if (!hasExited(facts)) {
        if (!facts.current) start.push(container);
      } else if (restartPolicyOf(pod, container) === 'Never')
        return { ...NOTHING, killPod: true, done: false };
      else start.push(container);
      return wait;
    }
  }
  return { ...wait, done: true };
}

function decideMain(pod: Pod, containers: readonly ContainerSpec[], of: InitView['of']): PodActions {
  const start: ContainerSpec[] = [];
  const kill: Kill[] = [];
  const resize: ContainerSpec[] = [];
  let kept = 0;
  for (const container of containers) {
    const facts = of(container);
    if (!facts.current || hasExited(facts)) {
      if (shouldRun(pod, container, facts)) start.push(container);
      continue;
    }
    kept++;
    const changed = hasChanged(container, facts);
    const why = changed ?? failedProbe(container, facts);
    const resized = why ? undefined : decideResize(container, facts);
    if (resized === 'restart') kill.push(toResize(container));
    if (resized === 'inPlace') resize.push(container);
    if (!why) continue;
    const restarts = changed !== undefined || restartPolicyOf(pod, container) !== 'Never';
    kill.push(toKill(container, why, restarts));
  }
  return { killPod: kept === 0 && start.length === 0, kill, start, resize };
}

const toKill = ({ name }: ContainerSpec, why: string, restarts: boolean): Kill => ({
  container: name,
  message: restarts ? MESSAGE.willRestart(why) : why,
  restarts,
});

const toResize = ({ name }: ContainerSpec): Kill => ({
  container: name,
  message: MESSAGE.resizeRestarts(name),
  restarts: true,
});

/** It was granted other resources than it has. upstream: computePodResizeAction */
function decideResize(container: ContainerSpec, facts: ContainerFacts): 'restart' | 'inPlace' | undefined {
  const has = facts.current?.resources;
  if (!isRunning(facts) || !has) return undefined;
  const changed = changedResources(container.resources ?? {}, has);
  if (changed.length === 0) return undefined;
  const restarts = container.resizePolicy?.some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' && changed.some((name) => name === resourceName),
  );
  return restarts ? 'restart' : 'inPlace';
}

/** Its image is another one by now. */
function hasChanged(container: ContainerSpec, facts: ContainerFacts): string | undefined {
  const { current } = facts;
  const changed = isRunning(facts) && current?.image !== container.image;
  return changed ? MESSAGE.changed(container.name) : undefined;
}

function failedProbe(container: ContainerSpec, facts: ContainerFacts): string | undefined {
  if (!isRunning(facts)) return undefined;
  if (facts.probes.liveness === 'failure') return MESSAGE.failedProbe(container.name, 'liveness');
  if (facts.probes.startup === 'failure') return MESSAGE.failedProbe(container.name, 'startup');
  return undefined;
}
