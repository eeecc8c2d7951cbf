/**
 * Controllers and scheduler of a cluster over its real API server, with nodes that only pretend: a pod that was bound
 * runs at once and is ready, one that is deleted is gone at once. What kubelets really do is theirs to test.
 */
import { type Clock, FakeClock, formatTime, isConflict, isNotFound } from '@/apimachinery';
import {
  type Client,
  createClient,
  type Deployment,
  type Event,
  Informers,
  isDeleting,
  type Node,
  nameOf,
  namespaceOf,
  type Pod,
  resources,
} from '@/kube';
import { defaultAdmission } from '../../admission';
import { ApiServer, DEFAULT_LIMITS } from '../../apiserver';
import { NO_NODES } from '../../apiserver/testing';
import { RESOURCES } from '../../resources';
import { type Scheduler, startScheduler } from '../../scheduler';
import { decode, mergeType, patchSchema } from '../../schemas';
import { ClusterRng, ObjectStore } from '../../store';
import { startControllers } from '../index';

const VERSION = 'v1.35.0';
const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
/** Pods of this image start but never become ready. */
export const NEVER_READY = 'never-ready';

export interface TestControlPlane<C extends Clock = FakeClock> {
  readonly client: Client;
  readonly clock: C;
  readonly scheduler: Scheduler;
  /** What was told to onError. */
  readonly errors: string[];
  /** "Deployment/web ScalingReplicaSet: Scaled up ..." in the order in which it was written. */
  story(namespace?: string): Promise<readonly string[]>;
  stop(): void;
}

export interface TestControlPlaneOptions {
  /** Default: node01, node02, node03. */
  readonly nodes?: readonly Node[];
  readonly namespaces?: readonly string[];
  readonly limits?: Partial<typeof DEFAULT_LIMITS>;
}

/** A control plane under a clock that the test moves. */
export async function startTestControlPlane(
  options: TestControlPlaneOptions = {},
): Promise<TestControlPlane<FakeClock>> {
  const clock = new FakeClock();
  const plane = await startControlPlane(clock, options);
  await clock.advance(100);
  return plane;
}

/** A control plane under any clock. */
export async function startControlPlane<C extends Clock>(
  clock: C,
  {
    nodes = ['node01', 'node02', 'node03'].map((name) => testNode(name)),
    ...options
  }: TestControlPlaneOptions,
): Promise<TestControlPlane<C>> {
  const rng = new ClusterRng(1);
  const transport = new ApiServer({
    store: new ObjectStore({ rng, append: () => {} }),
    clock,
    rng,
    admission: defaultAdmission(),
    decode,
    patchSchema,
    mergeType,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    definitions: RESOURCES,
    gitVersion: VERSION,
    node: NO_NODES,
  });
  const errors: string[] = [];
  const onError = (error: unknown, where = '') => errors.push(`${where}: ${(error as Error).message}`);
  const client = createClient(transport, { user: ADMIN });
  for (const name of ['default', ...(options.namespaces ?? [])]) {
    await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  for (const node of nodes) await client.nodes.create(node);

  const informers = new Informers(client, { clock, onError });
  const controllers = startControllers({
    transport,
    clock,
    informers,
    caCertificate: 'CA',
    version: VERSION,
    onError,
  });
  const scheduler = startScheduler({
    transport,
    clock,
    rng,
    informers,
    version: VERSION,
    host: 'test',
    onError,
  });
  const endPretending = pretendKubelets(client, informers, clock);
  return {
    client,
    clock,
    scheduler,
    errors,
    story: async (namespace) =>
      (await client.events.list(namespace ? { namespace } : {})).items
        .filter(({ reason }) => reason !== BEGINNING)
        .map(tell),
    stop() {
      controllers.stop();
      scheduler.stop();
      endPretending();
      informers.stop();
    },
  };
}

/** What every plane tells of its nodes. */
const BEGINNING = 'RegisteredNode';

const tell = ({ involvedObject: { kind, name }, type, reason, message, count = 1 }: Event): string =>
  `${kind}/${name} ${type === 'Warning' ? '(Warning) ' : ''}${reason}: ${message}${count > 1 ? ` x${count}` : ''}`;

export const testNode = (name: string, allocatable: Record<string, string> = {}): Node => {
  const capacity = { cpu: '4', memory: '8Gi', pods: '110', ...allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    status: { capacity, allocatable: capacity, conditions: [{ type: 'Ready', status: 'True' }] },
  };
};

export const testDeployment = (
  name: string,
  image: string,
  spec: Partial<NonNullable<Deployment['spec']>> = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
    ...spec,
  },
});

function pretendKubelets(client: Client, informers: Informers, clock: Clock): () => void {
  let address = 0;
  const ignore = (error: unknown) => {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  };
  const see = (pod: Pod) => {
    const name = { namespace: namespaceOf(pod), name: nameOf(pod) };
    if (isDeleting(pod)) void client.pods.delete(name, { gracePeriodSeconds: 0 }).catch(ignore);
    else if (pod.spec?.nodeName && pod.status?.phase === 'Pending') {
      address++;
      void client.pods
        .updateStatus(running(pod, `10.244.${address >> 8}.${address & 255}`, clock))
        .catch(ignore);
    }
  };
  return informers.for(resources.pods).on({ add: see, update: see });
}

function running(pod: Pod, podIP: string, clock: Clock): Pod {
  const ready = pod.spec?.containers.every(({ image }) => image !== NEVER_READY) ? 'True' : 'False';
  const conditions = pod.status?.conditions?.filter(({ type }) => type !== 'Ready') ?? [];
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [
        ...conditions,
        { type: 'Ready', status: ready, lastTransitionTime: formatTime(clock.now()) },
      ],
    },
  };
}
