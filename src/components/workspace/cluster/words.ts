/** Who acted and what was done, in words, out of names that Kubernetes uses. */
import { parseId, type ViewWrite } from '@/cluster-view/protocol';

/** Where in the cluster somebody stands. */
export type Station = 'you' | 'setup' | 'controllers' | 'scheduler' | 'kubelet' | 'other';

export interface Actor {
  readonly station: Station;
  /** Begins a sentence: "You", "The Deployment controller", "The kubelet on node01". */
  readonly name: string;
}

/** Names of controllers that don't come out of their service accounts' names by themselves. */
const CONTROLLERS: Readonly<Record<string, string>> = {
  'deployment-controller': 'The Deployment controller',
  'replicaset-controller': 'The ReplicaSet controller',
  'statefulset-controller': 'The StatefulSet controller',
  'daemonset-controller': 'The DaemonSet controller',
  'daemon-set-controller': 'The DaemonSet controller',
  'job-controller': 'The Job controller',
  'cronjob-controller': 'The CronJob controller',
  'endpointslice-controller': 'The EndpointSlice controller',
  'endpoint-controller': 'The Endpoints controller',
  'generic-garbage-collector': 'The garbage collector',
  'persistentvolume-binder': 'The volume binder',
  'persistentvolume-controller': 'The volume binder',
  'horizontal-pod-autoscaler': 'The autoscaler',
};

const sentenceCase = (text: string): string => `The ${text.replaceAll('-', ' ')}`;

export function actorOf({ user, agent }: Pick<ViewWrite, 'user' | 'agent'>): Actor {
  if (user.startsWith('sealegs:')) return { station: 'setup', name: 'The lab' };
  const node = /^system:node:(.+)$/.exec(user)?.[1];
  if (node) return { station: 'kubelet', name: `The kubelet on ${node}` };
  if (user === 'system:kube-scheduler') return { station: 'scheduler', name: 'The scheduler' };
  const [, namespace, account = ''] = /^system:serviceaccount:([^:]+):(.+)$/.exec(user) ?? [];
  if (namespace === 'kube-system' && agent.startsWith('kube-controller-manager'))
    return { station: 'controllers', name: CONTROLLERS[account] ?? sentenceCase(account) };
  if (namespace) return { station: 'other', name: `The service account ${account} of ${namespace}` };
  if (user.startsWith('system:')) return { station: 'other', name: 'The cluster itself' };
  return { station: 'you', name: 'You' };
}

/** Of an event: its component, and its host where that matters. */
export function reporterOf({ component, host }: { component: string; host?: string | undefined }): Actor {
  if (component === 'kubelet')
    return { station: 'kubelet', name: host ? `The kubelet on ${host}` : 'The kubelet' };
  if (component.endsWith('scheduler')) return { station: 'scheduler', name: 'The scheduler' };
  if (component in CONTROLLERS || component.endsWith('-controller'))
    return { station: 'controllers', name: CONTROLLERS[component] ?? sentenceCase(component) };
  return { station: 'other', name: component === '' ? 'Somebody' : sentenceCase(component) };
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'changed',
  patch: 'changed',
  delete: 'deleted',
  deletecollection: 'deleted all of',
};

const SUBRESOURCES: Readonly<Record<string, string>> = {
  binding: 'assigned a node to',
  scale: 'scaled',
  eviction: 'evicted',
  approval: 'decided on',
  ephemeralcontainers: 'added a container to',
};

/** "created", "assigned a node to", "wrote the status of" */
export function deedOf({ verb, subresource }: Pick<ViewWrite, 'verb' | 'subresource'>): string {
  if (subresource === 'status') return 'wrote the status of';
  return (subresource && SUBRESOURCES[subresource]) ?? VERBS[verb] ?? verb;
}

/** "Pod web-1" */
export function thing(id: string): string {
  const { kind, name } = parseId(id);
  return name === '' ? kind : `${kind} ${name}`;
}
