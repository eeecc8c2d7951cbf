/** The pod's network namespace: its address, and what the node leads to it. */
import { namespaceOf, type Pod, uidOf } from '@/kube';
import type { NetworkAccess } from '../../contracts';
import { dnsConfig, hostAliases, ndotsOf, podNames } from '../config/etc-files';
import type { NodeContext, SharedContext } from './context';

export class PodSandbox {
  #net: NetworkAccess | undefined;
  #ip: string | undefined;

  constructor(
    private readonly shared: SharedContext,
    private readonly node: NodeContext,
  ) {}

  /** While it exists. */
  get net(): NetworkAccess | undefined {
    return this.#net;
  }

  /** The pod's address, also when its sandbox is gone. */
  get ip(): string | undefined {
    return this.#ip;
  }

  /** The address that the pod had before the cluster was closed. */
  keep(ip: string): void {
    this.#ip = ip;
    if (ip !== this.node.hostIP) this.node.addresses.keep(ip);
  }

  attach(pod: Pod): void {
    const onHost = pod.spec?.hostNetwork === true;
    const ip = this.#ip ?? (onHost ? this.node.hostIP : this.node.addresses.take());
    if (ip === undefined) throw new Error(`no addresses are left on node ${this.node.name}`);
    this.#ip = ip;
    const dns = dnsConfig(pod);
    this.#net = this.shared.network.attach({
      ip,
      namespace: namespaceOf(pod),
      hostname: podNames(pod).hostname,
      podUid: uidOf(pod),
      hosts: hostAliases(pod),
      nameservers: dns.nameservers,
      search: dns.search,
      ndots: ndotsOf(dns),
      nodeIP: this.node.hostIP,
      hostPorts: onHost ? [] : hostPorts(pod),
    });
  }

  release(): void {
    if (!this.#net || !this.#ip) return;
    this.shared.network.detach(this.#ip);
    if (this.#ip !== this.node.hostIP) this.node.addresses.release(this.#ip);
    this.#net = undefined;
  }
}

/** What the CNI's port map is told. A pod on its node's network listens there itself. */
const hostPorts = ({ spec }: Pod) =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ hostPort, hostIP, containerPort, protocol = 'TCP' }) =>
      hostPort && protocol === 'TCP'
        ? [{ hostPort, port: containerPort, ...(hostIP ? { hostIP } : {}) }]
        : [],
    );
