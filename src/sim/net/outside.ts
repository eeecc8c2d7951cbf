/**
 * The cluster as the world outside sees it: nodes by name and address, load balancers and external IPs, hosts of
 * Ingresses. Names and addresses that only pods have a way to are refused, each with a sentence that says so.
 */
import type { ByteStream } from '../contracts';
import { isIPv4 } from './cidr';
import { CLUSTER_DOMAIN } from './dns/names';
import { NetworkError } from './errors';
import type { ClusterNetwork } from './network';
import { addressOfNode, type ClusterObjects } from './objects';

export interface Outside {
  /** Rejects with a NetworkError whose message is for people. */
  dial(host: string, port: number): Promise<ByteStream>;
}

export function createOutside(objects: ClusterObjects, network: ClusterNetwork): Outside {
  return {
    async dial(host, port) {
      const ip = addressOf(objects, host.toLowerCase().replace(/\.$/, ''));
      if (!network.isPublic(ip)) throw new NetworkError('EHOSTUNREACH', noWayTo(ip));
      try {
        return await network.connectFromOutside(ip, port);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        const reason = REASONS[error.code] ?? 'Connection timed out';
        throw new NetworkError(error.code, `connect to ${host} port ${port} failed: ${reason}`);
      }
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
};

/** What /etc/hosts of somebody who works with the cluster would say. */
function addressOf(objects: ClusterObjects, host: string): string {
  if (isIPv4(host)) return host;
  const known = addressOfNode(objects.node(host)) ?? objects.ingressAddress(host);
  if (known !== undefined) return known;
  throw new NetworkError('ENOTFOUND', isClusterName(host) ? onlyInside(host) : nobody(host));
}

const isClusterName = (host: string): boolean =>
  host.endsWith(`.${CLUSTER_DOMAIN}`) || /\.svc$/.test(host) || host === 'kubernetes';

const onlyInside = (host: string): string =>
  `Could not resolve host: ${host}. Names of services are known to pods only: ask from one (kubectl exec), or use kubectl port-forward.`;
const nobody = (host: string): string =>
  `Could not resolve host: ${host}. There is no internet here, and no Ingress of this cluster serves that name.`;
const noWayTo = (ip: string): string =>
  ip.startsWith('10.')
    ? `No route to host: ${ip} is an address inside the cluster. Use a node port, a load balancer, an Ingress or kubectl port-forward.`
    : `No route to host: ${ip} is no address of this cluster, and there is no internet here.`;
