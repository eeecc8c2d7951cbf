/** The kubelet's words: reasons and messages of events, waiting states and conditions, as v1.35 prints them. */
// upstream: pkg/kubelet/events/event.go, pkg/kubelet/container/sync_result.go, pkg/kubelet/images/types.go
import type { ContainerSpec, Pod } from '@/kube';

export const EVENT = {
  Pulling: 'Pulling',
  Pulled: 'Pulled',
  Failed: 'Failed',
  BackOff: 'BackOff',
  FailedToRetrievePullSecret: 'FailedToRetrieveImagePullSecret',
  InspectFailed: 'InspectFailed',
  ErrImageNeverPull: 'ErrImageNeverPull',
  Created: 'Created',
  Started: 'Started',
  Killing: 'Killing',
  FailedMount: 'FailedMount',
  FileSystemResizeSuccessful: 'FileSystemResizeSuccessful',
  Unhealthy: 'Unhealthy',
  ProbeWarning: 'ProbeWarning',
  FailedPostStartHook: 'FailedPostStartHook',
  FailedPreStopHook: 'FailedPreStopHook',
  DeadlineExceeded: 'DeadlineExceeded',
  Evicted: 'Evicted',
  EvictionThresholdMet: 'EvictionThresholdMet',
  ExceededGracePeriod: 'ExceededGracePeriod',
  InvalidEnvironmentVariableNames: 'InvalidEnvironmentVariableNames',
  ResizeStarted: 'ResizeStarted',
  ResizeCompleted: 'ResizeCompleted',
  ResizeDeferred: 'ResizeDeferred',
  ResizeInfeasible: 'ResizeInfeasible',
  ResizeError: 'ResizeError',
  SandboxChanged: 'SandboxChanged',
  Starting: 'Starting',
  Rebooted: 'Rebooted',
  NodeAllocatableEnforced: 'NodeAllocatableEnforced',
} as const;

export const WAITING = {
  ContainerCreating: 'ContainerCreating',
  PodInitializing: 'PodInitializing',
  CrashLoopBackOff: 'CrashLoopBackOff',
  ErrImagePull: 'ErrImagePull',
  ImagePullBackOff: 'ImagePullBackOff',
  ErrImageNeverPull: 'ErrImageNeverPull',
  InvalidImageName: 'InvalidImageName',
  CreateContainerConfigError: 'CreateContainerConfigError',
  CreateContainerError: 'CreateContainerError',
  RunContainerError: 'RunContainerError',
  PostStartHookError: 'PostStartHookError',
} as const;

export const TERMINATED = {
  Completed: 'Completed',
  Error: 'Error',
  OOMKilled: 'OOMKilled',
  StartError: 'StartError',
  ContainerCannotRun: 'ContainerCannotRun',
  Unknown: 'ContainerStatusUnknown',
} as const;

/** %q of Go for the names that appear here. */
export const quote = (text: string): string => JSON.stringify(text);

/** "web_default(6f1c…)": a pod in log lines and messages. upstream: pkg/kubelet/util/format FormatPod */
export const formatPod = (pod: {
  readonly metadata: { readonly name?: string; readonly namespace?: string; readonly uid?: string };
}): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;

/** Go's time.Duration as text: "10s", "1m20s", "5m0s", "1.2s", "350ms", "0s". */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${head}${seconds}s`;
}

/** Fields in the order of Go's struct, names in the alphabet's. */
function inGoOrder({ limits, requests, claims }: NonNullable<ContainerSpec['resources']>) {
  const sorted = (amounts: Readonly<Record<string, string>> | undefined) =>
    amounts && Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { limits: sorted(limits), requests: sorted(requests), claims };
}

export const MESSAGE = {
  sandboxChanged: 'Pod sandbox changed, it will be killed and re-created.',
  starting: 'Starting kubelet.',
  rebooted: (node: string, bootId: string) => `Node ${node} has been rebooted, boot id: ${bootId}`,
  allocatableEnforced: 'Updated Node Allocatable limit across pods',
  nodeStatus: (node: string, status: string) => `Node ${node} status is now: ${status}`,
  pulling: (image: string) => `Pulling image ${quote(image)}`,
  pulled: (image: string, pull: { ms: number; totalMs: number; bytes: number }) =>
    `Successfully pulled image ${quote(image)} in ${goDuration(pull.ms)} (${goDuration(pull.totalMs)} including waiting). Image size: ${pull.bytes} bytes.`,
  present: (image: string) =>
    `Container image ${quote(image)} already present on machine and can be accessed by the pod`,
  neverPull: (image: string) => `Container image ${quote(image)} is not present with pull policy of Never`,
  pullFailed: (image: string, why: string) => `Failed to pull image ${quote(image)}: ${why}`,
  pullSecretsMissing: (names: readonly string[]) =>
    `Unable to retrieve some image pull secrets (${names.join(', ')}); attempting to pull the image may not succeed.`,
  pullBackOff: (image: string) => `Back-off pulling image ${quote(image)}`,
  invalidName: (image: string, why: string) =>
    `Failed to apply default image tag ${quote(image)}: couldn't parse image name ${quote(image)}: ${why}`,
  created: 'Container created',
  started: 'Container started',
  failed: (what: string) => `Error: ${what}`,
  crashBackOffEvent: (container: string, pod: Parameters<typeof formatPod>[0]) =>
    `Back-off restarting failed container ${container} in pod ${formatPod(pod)}`,
  crashBackOff: (ms: number, container: string, pod: Parameters<typeof formatPod>[0]) =>
    `back-off ${goDuration(ms)} restarting failed container=${container} pod=${formatPod(pod)}`,
  postStartFailed: 'FailedPostStartHook',
  stopping: (container: string) => `Stopping container ${container}`,
  failedProbe: (container: string, probe: 'liveness' | 'startup') =>
    `Container ${container} failed ${probe} probe`,
  changed: (container: string) => `Container ${container} definition changed`,
  resizeRestarts: (container: string) => `Container ${container} resize requires restart`,
  // upstream: pkg/kubelet/events/pod_resize.go podResizeMessage
  resize: (what: string, { spec }: Pick<Pod, 'spec'>, told: { generation: number; error?: string }) => {
    const summary = (containers: readonly ContainerSpec[] | undefined) =>
      containers?.map(({ name, resources = {} }) => ({ name, resources: inGoOrder(resources) }));
    const { initContainers, containers } = spec ?? {};
    const lists = { initContainers: summary(initContainers), containers: summary(containers) };
    return `${what}: ${JSON.stringify({ ...lists, ...told })}`;
  },
  willRestart: (why: string) => `${why}, will be restarted`,
  // upstream: pkg/kubelet/eviction/helpers.go
  emptyDirLimit: (volume: string, limit: string) =>
    `Usage of EmptyDir volume ${quote(volume)} exceeds the limit ${quote(limit)}. `,
  rejected: (why: string) => `Pod was rejected: ${why}`,
  attemptingToReclaim: (resource: string) => `Attempting to reclaim ${resource}`,
  deadline: 'Pod was active on the node longer than the specified deadline',
  mountFailed: (volume: string, why: string) =>
    `MountVolume.SetUp failed for volume ${quote(volume)} : ${why}`,
  // upstream: pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount
  volumesMissing: (
    {
      unattached = [],
      unprocessed = [],
    }: { unattached?: readonly string[]; unprocessed?: readonly string[] },
    why: string,
  ) =>
    `Unable to attach or mount volumes: unmounted volumes=[${[...unattached, ...unprocessed].join(' ')}], unattached volumes=[${unattached.join(' ')}], failed to process volumes=[${unprocessed.join(' ')}]: ${why}`,
  noDriver: (volume: string, driver: string) =>
    `MountVolume.MountDevice failed for volume ${quote(volume)} : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${driver} not found in the list of registered CSI drivers`,
  expanded: (volume: string, node: string) =>
    `MountVolume.NodeExpandVolume succeeded for volume ${quote(volume)} ${node}`,
} as const;
