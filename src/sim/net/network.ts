/**
 * The cluster's network: pods reach pods by address, services by their addresses and node ports, all by name. `#route`
 * is the one place where a connection's way is decided, by the cluster's objects as they are at that moment; what is
 * open stays open.
 */
import type { Clock, Timer } from '@/apimachinery';
import { uidOf } from '@/kube';
import type { ByteStream, NetworkAccess, PodNetwork, TerminateTls } from '../contracts';
import { isMachineOff } from '../machine';
import { CLUSTER_DNS, DEFAULT_NDOTS, searchPath } from './dns/names';
import { createResolver } from './dns/resolver';
import { NetworkError } from './errors';
import { NetworkNamespace, refused } from './netns';
import type { ClusterObjects } from './objects';
import { decide, type Packet, type Peer } from './policy/decide';
import { DNS_PORT, dnsPeers, peerOf } from './policy/peers';
import { EndpointChooser } from './services/affinity';
import type { Endpoint } from './services/endpoints';
import { type Frontend, frontendAt, masquerades, route, type Source } from './services/frontend';

/** tcp_syn_retries = 6, and a neighbour that does not answer its address resolution. */
const CONNECT_TIMEOUT_MS = 130_000;
const UNREACHABLE_MS = 3_000;
const LOOPBACK = '127.0.0.1';
const ANY_ADDRESSES = ['', '0.0.0.0', '::'];
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
/** Where the terminal's connections come from: the host's end of the nodes' network. */
const OUTSIDE: Source = { ip: '172.18.0.1' };

export interface ClusterNetworkOptions {
  readonly clock: Clock;
  readonly objects: ClusterObjects;
  /** Without it no port with TLS is reached by bytes. */
  readonly terminateTls?: TerminateTls;
}

type PodIdentity = Parameters<PodNetwork['attach']>[0];

interface Attached {
  readonly netns: NetworkNamespace;
  users: number;
  readonly pod: PodIdentity;
  /** Keys in #hostPorts. */
  readonly hostPorts: readonly string[];
}

interface Target {
  readonly netns: NetworkNamespace;
  readonly port: number;
  /** Whom the server sees. */
  readonly peerIp: string;
}

export class ClusterNetwork implements PodNetwork {
  readonly #clock: Clock;
  readonly #objects: ClusterObjects;
  readonly #terminateTls: TerminateTls | undefined;
  readonly #chooser: EndpointChooser;
  readonly #namespaces = new Map<string, Attached>();
  /** "172.18.0.3:8080" to a pod's address and port. */
  readonly #hostPorts = new Map<string, { readonly ip: string; readonly port: number }>();
  readonly #waiting = new Set<Timer>();

  constructor(options: ClusterNetworkOptions) {
    this.#clock = options.clock;
    this.#objects = options.objects;
    this.#terminateTls = options.terminateTls;
    this.#chooser = new EndpointChooser(options.clock);
  }

  attach(pod: PodIdentity): NetworkAccess {
    const entry = this.#enter(pod);
    const source: Source = { ip: pod.ip, ...(pod.nodeIP === undefined ? {} : { nodeIP: pod.nodeIP }) };
    const { lookup, query } = createResolver({
      wait: (ms) => this.#wait(ms),
      objects: this.#objects,
      config: {
        nameservers: pod.nameservers ?? [CLUSTER_DNS],
        search: pod.search ?? searchPath(pod.namespace),
        ndots: pod.ndots ?? DEFAULT_NDOTS,
      },
      hosts: { [pod.hostname]: pod.ip, localhost: LOOPBACK, ...pod.hosts },
      reachesClusterDns: () => this.#reachesDns(pod.ip),
    });
    return {
      ip: pod.ip,
      lookup,
      query,
      dial: async (host, port) => {
        const target = await this.#route(source, await address(host, lookup), port);
        return target.netns.connect(target.port, target.peerIp);
      },
      fetch: async (request) => {
        const url = new URL(request.url);
        const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 80) : Number(url.port);
        const target = await this.#route(source, await address(url.hostname, lookup), port);
        return target.netns.fetch(request, target.port, target.peerIp);
      },
      listen: async (port, server) => entry.netns.listen(port, server),
    };
  }

  /** The last user of an address (pods on the host's network share one) takes its listeners with it. */
  detach(ip: string): void {
    const entry = this.#namespaces.get(ip);
    if (!entry || --entry.users > 0) return;
    entry.netns.close();
    for (const key of entry.hostPorts) this.#hostPorts.delete(key);
    this.#namespaces.delete(ip);
  }

  /** A connection from a node to one of its pods: probes, port-forward, the proxy subresource. */
  connectFromNode(podIp: string, port: number): ByteStream {
    return this.#own(podIp, port).connect(port, gatewayOf(podIp));
  }

  /** As {@link connectFromNode}, one HTTP exchange. */
  async fetchFromNode(podIp: string, port: number, request: Request): Promise<Response> {
    return this.#own(podIp, port).fetch(request, port, gatewayOf(podIp));
  }

  /** A connection from inside the pod's own network namespace, as port-forward makes it. */
  connectLocally(podIp: string, port: number): ByteStream {
    return this.#own(podIp, port).connect(port, LOOPBACK);
  }

  /** A connection from outside the cluster to a node, a load balancer or an external IP. */
  async connectFromOutside(ip: string, port: number): Promise<ByteStream> {
    const target = await this.#route(OUTSIDE, ip, port);
    return target.netns.connect(target.port, target.peerIp);
  }

  /** Whether the address is one that the world outside has a way to. */
  isPublic(ip: string): boolean {
    return (
      this.#objects.nodeAt(ip) !== undefined ||
      this.#objects.servicesAt(ip).some(({ spec }) => spec?.clusterIP !== ip)
    );
  }

  /** Ends what still waits for a connection that will not come. */
  close(): void {
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
    for (const { netns } of this.#namespaces.values()) netns.close();
    this.#namespaces.clear();
    this.#hostPorts.clear();
  }

  #enter(pod: PodIdentity): Attached {
    const known = this.#namespaces.get(pod.ip);
    if (known) {
      known.users++;
      return known;
    }
    const hostPorts = (pod.hostPorts ?? []).map(({ hostIP = '', hostPort, port }) => {
      const key = `${ANY_ADDRESSES.includes(hostIP) ? pod.nodeIP : hostIP}:${hostPort}`;
      this.#hostPorts.set(key, { ip: pod.ip, port });
      return key;
    });
    const entry = { netns: new NetworkNamespace(pod.ip, this.#terminateTls), pod, users: 1, hostPorts };
    this.#namespaces.set(pod.ip, entry);
    return entry;
  }

  #own(ip: string, port: number): NetworkNamespace {
    const entry = this.#namespaces.get(ip);
    if (!entry) throw refused(ip, port);
    return entry.netns;
  }

  async #route(source: Source, ip: string, port: number): Promise<Target> {
    if (ip.startsWith('127.')) return { netns: this.#own(source.ip, port), port, peerIp: LOOPBACK };
    const node = this.#objects.nodeAt(ip);
    if (node && isMachineOff(node)) return this.#never('EHOSTUNREACH', ip);
    const frontend = frontendAt(this.#objects, ip, port);
    if (frontend === 'silent') return this.#never('ETIMEDOUT', ip);
    if (frontend) return this.#toService(source, frontend);
    const behindHostPort = ip === source.ip ? undefined : this.#hostPorts.get(`${ip}:${port}`);
    if (behindHostPort) return this.#toAddress(source, behindHostPort, source.ip);
    return this.#toAddress(source, { ip, port }, source.ip);
  }

  async #toService(source: Source, frontend: Frontend): Promise<Target> {
    const { ip, asked: port } = frontend;
    const choice = route(this.#objects, frontend, source);
    if (choice.kind === 'drop') return this.#never('ETIMEDOUT', ip);
    const endpoint =
      choice.kind === 'endpoints' ? this.#chooser.pick(choice.endpoints, frontend, source.ip) : undefined;
    if (!endpoint) throw refused(ip, port);
    return this.#toAddress(source, endpoint, seenIp(source, frontend, endpoint));
  }

  async #toAddress(
    source: Source,
    { ip, port }: Pick<Endpoint, 'ip' | 'port'>,
    peerIp: string,
  ): Promise<Target> {
    const entry = this.#namespaces.get(ip);
    const isNode = this.#objects.nodeAt(ip) !== undefined;
    if (!entry && isNode) throw refused(ip, port);
    if (!entry) return this.#never(isPodAddress(ip) ? 'EHOSTUNREACH' : 'ETIMEDOUT', ip);
    if (!this.#allows(source, { to: this.#peerAt(ip), port, protocol: 'TCP' }))
      return this.#never('ETIMEDOUT', ip);
    return { netns: entry.netns, port, peerIp };
  }

  /** A node reaches its own pods whatever policies say, or its kubelet could not probe them. */
  #allows(source: Source, packet: Omit<Packet, 'from'>): boolean {
    if (source.ip === source.nodeIP) return true;
    const from = this.#peerAt(source.ip);
    return decide({ ...packet, from }, (namespace) => this.#objects.policiesIn(namespace)).allowed;
  }

  #reachesDns(ip: string): boolean {
    const source = { ip };
    return dnsPeers(this.#objects).some((to) =>
      this.#allows(source, { to, port: DNS_PORT, protocol: 'UDP' }),
    );
  }

  /** A pod that has just got its address may not say so in its status yet. */
  #peerAt(ip: string): Peer {
    const attached = this.#namespaces.get(ip)?.pod;
    const isOwn = attached && attached.ip !== attached.nodeIP;
    const pod =
      this.#objects.podAt(ip) ??
      (isOwn
        ? this.#objects.podsIn(attached.namespace).find((p) => uidOf(p) === attached.podUid)
        : undefined);
    return peerOf(this.#objects, ip, pod);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(ms, () => {
        this.#waiting.delete(timer);
        resolve();
      });
      this.#waiting.add(timer);
    });
  }

  /** Waits as long as a real stack would, then fails. */
  async #never(code: 'ETIMEDOUT' | 'EHOSTUNREACH', ip: string): Promise<never> {
    await this.#wait(code === 'ETIMEDOUT' ? CONNECT_TIMEOUT_MS : UNREACHABLE_MS);
    throw new NetworkError(code, `connect ${code} ${ip}`);
  }
}

/** Pods live in 10.128.0.0/9: an unused address there is unreachable, any other is silent. */
const isPodAddress = (ip: string) => ip.startsWith('10.') && Number(ip.split('.')[1]) >= 128;

/** The node's own address on the pod's bridge: 10.244.1.1 for 10.244.1.7. */
const gatewayOf = (podIp: string) => podIp.replace(/\d+$/, '1');

/** What comes over a node's port or a balancer seems to come from the node that passes it on. */
function seenIp(source: Source, frontend: Frontend, endpoint: Endpoint): string {
  if (!masquerades(frontend)) return source.ip;
  const node = frontend.kind === 'nodePort' ? frontend.ip : (source.nodeIP ?? endpoint.nodeIP);
  return node === undefined || node === endpoint.nodeIP ? gatewayOf(endpoint.ip) : node;
}

async function address(host: string, lookup: NetworkAccess['lookup']): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === '::1') return LOOPBACK;
  const [first] = await lookup(bare);
  if (first === undefined) throw new NetworkError('ENOTFOUND', `getaddrinfo ENOTFOUND ${bare}`);
  return first;
}
