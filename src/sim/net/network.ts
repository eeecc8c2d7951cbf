/**
 * The cluster's network: pods reach pods by address, services by cluster IP, both by name. `#route` is the one place
 * where a packet's way is decided.
 */
import type { Clock, Timer } from '@/apimachinery';
import type { Service } from '@/kube';
import { keyOf } from '@/kube';
import type { ByteStream, NetworkAccess, PodNetwork } from '../contracts';
import { candidates, DEFAULT_NDOTS, isIPv4, type ResolverConfig, resolveName, searchPath } from './dns';
import { NetworkError } from './errors';
import { NetworkNamespace, refused } from './netns';
import type { ServiceDirectory } from './service-directory';

/** tcp_syn_retries = 6, and a neighbour that does not answer its address resolution. */
const CONNECT_TIMEOUT_MS = 130_000;
const UNREACHABLE_MS = 3_000;
const LOOPBACK = '127.0.0.1';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export interface ClusterNetworkOptions {
  readonly clock: Clock;
  readonly services: ServiceDirectory;
}

type PodIdentity = Parameters<PodNetwork['attach']>[0];

interface Target {
  readonly netns: NetworkNamespace;
  readonly port: number;
  readonly peerIp: string;
}

export class ClusterNetwork implements PodNetwork {
  readonly #clock: Clock;
  readonly #services: ServiceDirectory;
  readonly #namespaces = new Map<string, { readonly netns: NetworkNamespace; users: number }>();
  readonly #turns = new Map<string, number>();
  readonly #waiting = new Set<Timer>();

  constructor(options: ClusterNetworkOptions) {
    this.#clock = options.clock;
    this.#services = options.services;
  }

  attach(pod: PodIdentity): NetworkAccess {
    const known = this.#namespaces.get(pod.ip);
    const entry = known ?? { netns: new NetworkNamespace(pod.ip), users: 0 };
    entry.users++;
    this.#namespaces.set(pod.ip, entry);
    const resolver = { search: pod.search ?? searchPath(pod.namespace), ndots: pod.ndots ?? DEFAULT_NDOTS };
    const lookup = async (name: string) => this.#lookup(name, pod, resolver);
    return {
      ip: pod.ip,
      lookup,
      dial: async (host, port) => {
        const target = await this.#route(pod.ip, await address(host, lookup), port);
        return target.netns.connect(target.port, target.peerIp);
      },
      fetch: async (request) => {
        const url = new URL(request.url);
        const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 80) : Number(url.port);
        const target = await this.#route(pod.ip, await address(url.hostname, lookup), port);
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

  /** Ends what still waits for a connection that will not come. */
  close(): void {
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
    for (const { netns } of this.#namespaces.values()) netns.close();
    this.#namespaces.clear();
  }

  #own(ip: string, port: number): NetworkNamespace {
    const entry = this.#namespaces.get(ip);
    if (!entry) throw refused(ip, port);
    return entry.netns;
  }

  #lookup(name: string, pod: PodIdentity, resolver: ResolverConfig): readonly string[] {
    if (isIPv4(name)) return [name];
    if (name === 'localhost') return [LOOPBACK];
    const known = pod.hosts?.[name] ?? (name === pod.hostname ? pod.ip : undefined);
    if (known !== undefined) return [known];
    for (const candidate of candidates(name, resolver)) {
      const found = resolveName(this.#services, candidate);
      if (found.length > 0) return found;
    }
    return [];
  }

  async #route(from: string, ip: string, port: number): Promise<Target> {
    if (ip === from || ip.startsWith('127.')) {
      return { netns: this.#own(from, port), port, peerIp: ip === from ? from : LOOPBACK };
    }
    const service = this.#services.byClusterIP(ip);
    if (service) return this.#toService(from, service, port);
    return { netns: await this.#toAddress(ip), port, peerIp: from };
  }

  // upstream: pkg/proxy/iptables proxier.go: a service without endpoints is rejected, an unknown port is nobody's.
  async #toService(from: string, service: Service, port: number): Promise<Target> {
    const servicePort = service.spec?.ports?.find((p) => p.port === port && (p.protocol ?? 'TCP') === 'TCP');
    const ip = service.spec?.clusterIP ?? '';
    if (!servicePort) return this.#never('ETIMEDOUT', ip);
    const backends = this.#services.backends(service, servicePort);
    const turnKey = `${keyOf(service)}:${port}`;
    const turn = this.#turns.get(turnKey) ?? 0;
    this.#turns.set(turnKey, turn + 1);
    const backend = backends[turn % backends.length];
    if (!backend) throw refused(ip, port);
    return { netns: await this.#toAddress(backend.ip), port: backend.port, peerIp: from };
  }

  async #toAddress(ip: string): Promise<NetworkNamespace> {
    const entry = this.#namespaces.get(ip);
    if (entry) return entry.netns;
    return this.#never(isPodAddress(ip) ? 'EHOSTUNREACH' : 'ETIMEDOUT', ip);
  }

  /** Waits as long as a real stack would, then fails. */
  #never(code: 'ETIMEDOUT' | 'EHOSTUNREACH', ip: string): Promise<never> {
    return new Promise((_, reject) => {
      const timer = this.#clock.setTimer(code === 'ETIMEDOUT' ? CONNECT_TIMEOUT_MS : UNREACHABLE_MS, () => {
        this.#waiting.delete(timer);
        reject(new NetworkError(code, `connect ${code} ${ip}`));
      });
      this.#waiting.add(timer);
    });
  }
}

/** Pods live in 10.128.0.0/9: an unused address there is unreachable, any other is silent. */
const isPodAddress = (ip: string) => ip.startsWith('10.') && Number(ip.split('.')[1]) >= 128;

/** The node's own address on the pod's bridge: 10.244.1.1 for 10.244.1.7. */
const gatewayOf = (podIp: string) => podIp.replace(/\d+$/, '1');

async function address(host: string, lookup: NetworkAccess['lookup']): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === '::1') return LOOPBACK;
  const [first] = await lookup(bare);
  if (first === undefined) throw new NetworkError('ENOTFOUND', `getaddrinfo ENOTFOUND ${bare}`);
  return first;
}
