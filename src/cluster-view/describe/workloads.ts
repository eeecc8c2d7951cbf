/** Controllers of pods: how many they want, how many there are. */
import type { CronJob, DaemonSet, Deployment, Job, ReplicaSet, StatefulSet } from '@/kube';
import type { Described } from './described';

export function describeDeployment({ spec, status }: Deployment): Described {
  const stuck = status?.conditions?.find(({ type, status: is }) => type === 'Progressing' && is === 'False');
  const counts = {
    wanted: spec?.replicas ?? 1,
    ready: status?.readyReplicas,
    updated: status?.updatedReplicas,
  };
  return {
    state: stuck
      ? { tone: 'bad', text: stuck.reason ?? 'Stuck', why: stuck.message ?? '' }
      : replicaState(counts),
    facts: [
      ['Strategy', spec?.strategy?.type ?? 'RollingUpdate'],
      ['Images', imagesOf(spec?.template?.spec?.containers)],
      ['Selector', selectorText(spec?.selector.matchLabels)],
    ],
  };
}

export const describeReplicaSet = ({ spec, status }: ReplicaSet): Described => ({
  state: replicaState({ wanted: spec?.replicas ?? 1, ready: status?.readyReplicas }),
  facts: [['Images', imagesOf(spec?.template?.spec?.containers)]],
});

export const describeStatefulSet = ({ spec, status }: StatefulSet): Described => ({
  state: replicaState({
    wanted: spec?.replicas ?? 1,
    ready: status?.readyReplicas,
    updated: spec?.updateStrategy?.type === 'OnDelete' ? undefined : status?.updatedReplicas,
  }),
  facts: [
    ['Service', spec?.serviceName ?? ''],
    ['Images', imagesOf(spec?.template.spec?.containers)],
  ],
});

export const describeDaemonSet = ({ spec, status }: DaemonSet): Described => ({
  state: replicaState({ wanted: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady }),
  facts: [['Images', imagesOf(spec?.template.spec?.containers)]],
});

export function describeJob({ spec, status }: Job): Described {
  const said = (type: string) =>
    status?.conditions?.find((one) => one.type === type && one.status === 'True');
  const [failed, suspended] = [said('Failed'), said('Suspended')];
  const progress = `${status?.succeeded ?? 0}/${spec?.completions ?? 1} done`;
  const facts: Described['facts'] = [
    ['Active', String(status?.active ?? 0)],
    ['Failed', String(status?.failed ?? 0)],
  ];
  if (failed)
    return { state: { tone: 'bad', text: failed.reason ?? 'Failed', why: failed.message ?? '' }, facts };
  if (said('Complete')) return { state: { tone: 'done', text: 'Complete' }, facts };
  if (suspended) return { state: { tone: 'idle', text: 'Suspended' }, facts };
  return { state: { tone: 'busy', text: progress }, facts };
}

export const describeCronJob = ({ spec, status }: CronJob): Described => ({
  state: spec?.suspend
    ? { tone: 'idle', text: 'Suspended' }
    : { tone: status?.active?.length ? 'busy' : 'good', text: spec?.schedule ?? '' },
  facts: [
    ['Schedule', spec?.schedule ?? ''],
    ['Last run', status?.lastScheduleTime ?? 'never'],
  ],
});

interface Counts {
  readonly wanted: number;
  readonly ready: number | undefined;
  /** Absent where nothing is rolled out. */
  readonly updated?: number | undefined;
}

function replicaState({ wanted, ready = 0, updated = wanted }: Counts): Described['state'] {
  const text = `${ready}/${wanted} ready`;
  if (wanted === 0 && ready === 0) return { tone: 'idle', text: 'Scaled to 0' };
  return { tone: ready === wanted && updated === wanted ? 'good' : 'busy', text };
}

const imagesOf = (containers: readonly { readonly image?: string }[] = []): string =>
  containers.map(({ image = '' }) => image).join(', ');

const selectorText = (labels: Readonly<Record<string, string>> = {}): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
