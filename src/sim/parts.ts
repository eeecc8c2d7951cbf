/**
 * What acts on a cluster while it runs: controllers, scheduler and kubelets, each a client of the API server like any
 * other, over one set of shared caches. They hold no state of their own and can be stopped and started at any time.
 */
import type { Clock, Rng } from '@/apimachinery';
import { createClient, Informers, type Transport } from '@/kube';
import type { AddOn } from './addons';
import type { SignCertificate } from './certificates';
import type { ContainerRuntime, ImageDefinition, NodeApi, TerminateTls } from './contracts';
import { startControllers } from './controllers';
import { createImageRegistry } from './images';
import { type NodeLatency, type NodeSpec, startKubelets } from './kubelet';
import { ClusterNetwork, createOutside, informedObjects, type Outside } from './net';
import { startScheduler } from './scheduler';

export interface PartsOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly runtime: ContainerRuntime;
  readonly caCertificate: string;
  readonly signCertificate?: SignCertificate;
  readonly terminateTls?: TerminateTls;
  /** "v1.35.0" */
  readonly version: string;
  readonly nodes: readonly NodeSpec[];
  readonly addOns: readonly AddOn[];
  /** What can be pulled. */
  readonly images: readonly ImageDefinition[];
  readonly latency: Partial<NodeLatency>;
  readonly onError: (error: unknown) => void;
  /** What pods reach as https://kubernetes.default. */
  readonly apiEndpoint: ApiEndpoint;
}

/** The API server as a neighbour of the pods: who asks is known by the token alone. */
export interface ApiEndpoint {
  readonly ip: string;
  readonly port: number;
  answer(request: Request): Promise<Response>;
}

export interface Parts {
  /** What answers for the pods of all nodes. */
  readonly nodes: NodeApi;
  /** The network as those outside the cluster reach it. */
  readonly outside: Outside;
  /** Resolves when every node is registered and Ready. */
  readonly ready: Promise<void>;
  /** Ends every process, watch and timer of theirs. */
  close(): Promise<void>;
}

const SYSTEM_USER = {
  name: 'system:kube-controller-manager',
  groups: ['system:masters', 'system:authenticated'],
};

export function startParts(options: PartsOptions): Parts {
  const { transport, clock, rng, runtime, caCertificate, signCertificate, version, nodes, latency } = options;
  let closing = false;
  // What is under way when the cluster closes fails; that is no defect.
  const onError = (error: unknown) => {
    if (!closing) options.onError(error);
  };
  const client = createClient(transport, { user: SYSTEM_USER });
  const informers = new Informers(client, { clock, onError });
  const shared = { transport, clock, informers, version, onError };
  const controllers = startControllers({
    ...shared,
    caCertificate,
    ...(signCertificate ? { signCertificate } : {}),
  });
  const scheduler = startScheduler({ ...shared, rng, host: nodes[0]?.name ?? 'control-plane' });
  const objects = informedObjects(informers);
  const network = new ClusterNetwork({
    clock,
    objects,
    ...(options.terminateTls ? { terminateTls: options.terminateTls } : {}),
  });
  serveApi(network, options.apiEndpoint).catch(onError);
  const images = createImageRegistry(options.images);
  const kubelets = startKubelets({
    transport,
    clock,
    informers,
    rng,
    runtime,
    network,
    images,
    nodes,
    latency,
    onError,
  });
  const acting = options.addOns.map((addOn) => addOn.start?.({ client, informers, clock, onError }));
  return {
    nodes: kubelets,
    outside: createOutside(objects, network),
    ready: kubelets.ready,
    async close() {
      closing = true;
      for (const part of acting) part?.stop();
      controllers.stop();
      scheduler.stop();
      await kubelets.close();
      informers.stop();
    },
  };
}

async function serveApi(network: ClusterNetwork, { ip, port, answer }: ApiEndpoint): Promise<void> {
  const pod = {
    ip,
    nodeIP: ip,
    namespace: 'kube-system',
    hostname: 'kube-apiserver',
    podUid: 'kube-apiserver',
  };
  await network.attach(pod).listen(port, { http: answer });
}
