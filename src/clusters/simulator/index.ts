/**
 * The simulator as a provider. Students get a client certificate of the cluster's own authority; graders come in
 * without one, inside the process, under a name that no key exists for.
 */
import type { UserInfo } from '@/kube/transport';
import { eraseCluster, openCluster } from '@/sim/node';
import type { Capabilities, ClusterHandle, ClusterPlace, ClusterProvider, ClusterSpec } from '../provider';
import { execIn } from './exec';

export interface SimulatorOptions {
  /** One line about something that went wrong but is dealt with. */
  readonly warn?: (line: string, cluster: string) => void;
  /** Told of defects of the simulator. */
  readonly onError?: (error: unknown, cluster: string) => void;
}

/** What a student is in a cluster of their own: its administrator, as after `kubeadm init`. */
const STUDENT = { commonName: 'student', organizations: ['system:masters'] };
const GRADER: UserInfo = { name: 'sealegs:grader', groups: ['system:masters', 'system:authenticated'] };
const GRADER_PEER = { certificate: { commonName: GRADER.name, organizations: ['system:masters'] } };
/** Never sent anywhere; a Request wants a whole URL. */
const ORIGIN = 'https://kubernetes.default.svc';

export function simulatorProvider({ warn, onError }: SimulatorOptions = {}): ClusterProvider {
  return {
    name: 'simulator',
    open: (spec, place) =>
      open(spec, place, {
        warn: (line) => warn?.(line, spec.name),
        onError: (error) => onError?.(error, spec.name),
      }),
    erase: async ({ folder }) => eraseCluster(folder),
  };
}

async function open(
  spec: ClusterSpec,
  { folder, socketPath }: ClusterPlace,
  told: { warn(line: string): void; onError(error: unknown): void },
): Promise<ClusterHandle> {
  const { cluster, kubeconfig, close } = await openCluster({
    folder,
    listen: [{ socketPath }],
    nodes: spec.nodes,
    ...(spec.addons !== undefined && { addons: spec.addons }),
    ...(spec.images !== undefined && { images: spec.images }),
    ...(spec.kubernetesVersion !== undefined && { kubernetesVersion: spec.kubernetesVersion }),
    ...told,
  });
  const capabilities: Partial<Capabilities> = {
    snapshot: {
      take: () => cluster.snapshot(),
      restore: (snapshot) => cluster.restore(snapshot as ReturnType<typeof cluster.snapshot>),
    },
    audit: cluster.audit,
    network: { dial: cluster.dial, proxy: cluster.proxy },
    time: {
      get aheadMs() {
        return cluster.time.offsetMs;
      },
      jump: (ms) => cluster.time.jump(ms),
      jumpToNext: () => cluster.time.jumpToNext(),
    },
    undo: {
      get last() {
        return cluster.lastChange;
      },
      undo: () => cluster.undo(),
    },
  };
  return {
    name: spec.name,
    provider: 'simulator',
    endpoint: { socketPath },
    kubeconfig: (options) => kubeconfig({ ...options, user: STUDENT }),
    admin: () => ({ transport: cluster, user: GRADER }),
    fetch: (path, init) => {
      const request = new Request(new URL(path, ORIGIN), init);
      return cluster.handle(request, { peer: GRADER_PEER, signal: request.signal });
    },
    exec: (target) => execIn(cluster, { origin: ORIGIN, peer: GRADER_PEER }, target),
    capability: (name) => capabilities[name],
    close,
  };
}
