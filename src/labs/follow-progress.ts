/**
 * Live ticks: watches the kinds that a lab's checks look at and says when the cluster may have moved on. Driven by
 * watches; nothing is asked of a cluster where nothing happens.
 */
import { createClient, type ResourceType, resources, type WatchHandle } from '@/kube';
import { ClusterReader, type GradedCluster } from '../grading/cluster-reader';
import type { GradedHome } from '../grading/graded-home';
import type { Lab } from './load-lab';

const QUIET_MS = 250;
const RETRY_MS = 1000;

export interface FollowOptions {
  readonly lab: Pick<Lab, 'tasks'>;
  readonly clusters: readonly GradedCluster[];
  /** Watched as well where checks look at files. */
  readonly home?: GradedHome | undefined;
  /** Runs something later, by the wall clock: these are the student's eyes, not the cluster's time. */
  schedule(ms: number, run: () => void): void;
  /** Called once for a burst of changes, a quarter of a second after its first. */
  onChange(): void;
}

/** @returns how to stop */
export function followProgress({ lab, clusters, home, schedule, onChange }: FollowOptions): () => void {
  let stopped = false;
  let pending = false;
  const handles = new Set<WatchHandle>();
  const changed = () => {
    if (pending || stopped) return;
    pending = true;
    schedule(QUIET_MS, () => {
      pending = false;
      if (!stopped) onChange();
    });
  };
  const watch = (cluster: GradedCluster, type: ResourceType) => {
    if (stopped) return;
    const { transport, user } = cluster.admin();
    const handle = createClient(transport, { user, userAgent: 'sealegs-progress' })
      .resource(type)
      .watch(
        {},
        {
          event: ({ type: kind }) => kind !== 'BOOKMARK' && changed(),
          closed: () => {
            handles.delete(handle);
            schedule(RETRY_MS, () => watch(cluster, type));
          },
        },
      );
    handles.add(handle);
  };
  for (const cluster of clusters) {
    void kindsOf(lab, cluster).then((types) => {
      for (const type of types) watch(cluster, type);
    });
  }
  const files = filesOf(lab);
  const stopFiles = files.length > 0 ? home?.watch(files, changed) : undefined;
  return () => {
    stopped = true;
    stopFiles?.();
    for (const handle of handles) handle.stop();
  };
}

function filesOf(lab: Pick<Lab, 'tasks'>): readonly string[] {
  const checks = lab.tasks.flatMap((task) => task.checks);
  return [...new Set(checks.flatMap((check) => ('file' in check ? check.file.path : [])))];
}

/** What a command in a pod may read or reach, and what leads there. */
const SEEN_BY_PODS: readonly ResourceType[] = [
  resources.pods,
  resources.services,
  resources.endpointslices,
  resources.networkpolicies,
  resources.ingresses,
  resources.configmaps,
  resources.secrets,
  resources.persistentvolumeclaims,
];

async function kindsOf(lab: Pick<Lab, 'tasks'>, cluster: GradedCluster): Promise<ReadonlySet<ResourceType>> {
  const reader = new ClusterReader(cluster);
  const types = new Set<ResourceType>();
  for (const check of lab.tasks.flatMap((task) => task.checks)) {
    if ('http' in check) {
      types.add(resources.services).add(resources.endpointslices);
      continue;
    }
    if ('exec' in check) {
      for (const type of SEEN_BY_PODS) types.add(type);
      continue;
    }
    if ('can-i' in check) {
      types.add(resources.roles).add(resources.rolebindings);
      types.add(resources.clusterroles).add(resources.clusterrolebindings);
      continue;
    }
    if ('file' in check) continue;
    const { apiVersion, kind } = 'object' in check ? check.object : 'cel' in check ? check.cel : check.gone;
    const type = await reader.kind(apiVersion, kind).catch(() => undefined);
    if (type) types.add(type);
  }
  return types;
}
