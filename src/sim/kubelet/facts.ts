/** What the node knows about a pod's containers: the input of every decision, made of plain values. */
import type { ContainerSpec, Pod } from '@/kube';

export type ContainerResources = NonNullable<ContainerSpec['resources']>;

/** One run of a container. */
export interface ContainerInstance {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly restartCount: number;
  /** As the pod's spec said it then. */
  readonly image: string | undefined;
  readonly imageName: string;
  readonly imageId: string;
  /** What it was given, at its start or since. */
  readonly resources?: ContainerResources;
  /** Absent when the process could not be started. */
  readonly startedAt?: number;
  /** Created, but not yet running: its postStart hook has not ended. */
  readonly starting?: boolean;
  readonly exit?: InstanceExit;
}

export interface InstanceExit {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly finishedAt: number;
}

/** Why a container that should run does not. */
export interface Waiting {
  readonly reason: string;
  readonly message?: string;
}

export interface ContainerFacts {
  /** The newest run. */
  readonly current?: ContainerInstance;
  /** The run before it. */
  readonly last?: ContainerInstance;
  /** The newest run is ended, or has been, to make room for the next, whatever the restart policy says. */
  readonly replaced?: boolean;
  readonly waiting?: Waiting;
  readonly probes: ProbeFacts;
}

/** Absent: there is no such probe. */
export interface ProbeFacts {
  readonly startup?: 'unknown' | 'success' | 'failure';
  readonly liveness?: 'success' | 'failure';
  readonly readiness?: 'success' | 'failure';
}

export interface PodFacts {
  readonly containers: ReadonlyMap<string, ContainerFacts>;
  readonly podIP?: string;
  readonly resize?: ResizeFacts;
  /** The network namespace exists and the volumes are mounted. */
  readonly sandboxReady: boolean;
}

/** What is known of a change of its containers' resources. */
export interface ResizeFacts {
  /** Its node can't grant it, now or ever. */
  readonly pending?: {
    readonly reason: 'Deferred' | 'Infeasible';
    readonly message: string;
    readonly generation: number;
  };
  /** It was granted, and the containers don't have it yet. */
  readonly progress?: { readonly generation: number; readonly error?: string };
}

export const NO_FACTS: ContainerFacts = { probes: {} };

export const isRunning = (facts: ContainerFacts): boolean =>
  facts.current !== undefined && !facts.current.exit && facts.current.starting !== true;

export const hasExited = (facts: ContainerFacts): boolean => facts.current?.exit !== undefined;

/** A run that ended well. */
export const hasSucceeded = (facts: ContainerFacts): boolean => facts.current?.exit?.exitCode === 0;

/** Running, and its startup probe (if any) has succeeded. */
export const isStarted = (facts: ContainerFacts): boolean =>
  isRunning(facts) && (facts.probes.startup === undefined || facts.probes.startup === 'success');

export const isReady = (facts: ContainerFacts): boolean =>
  isStarted(facts) && (facts.probes.readiness === undefined || facts.probes.readiness === 'success');

/** A native sidecar: an init container that runs along with the pod. */
export const isSidecar = (container: ContainerSpec): boolean => container.restartPolicy === 'Always';

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** The container's own policy (v1.35: ContainerRestartRules), else the pod's. */
export const restartPolicyOf = (pod: Pod, container: ContainerSpec): RestartPolicy =>
  (container.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always') as RestartPolicy;

/** Whether a container that does not run should be started (again). */
// upstream: pkg/kubelet/container/helpers.go ShouldContainerBeRestarted
export function shouldRun(pod: Pod, container: ContainerSpec, facts: ContainerFacts): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const { current } = facts;
  if (!current) return true;
  if (!current.exit) return false;
  if (facts.replaced) return true;
  const policy = restartPolicyOf(pod, container);
  return policy === 'Always' || (policy === 'OnFailure' && current.exit.exitCode !== 0);
}
