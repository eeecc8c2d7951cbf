/** Names inside the cluster and how resolvers try them. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */

export const CLUSTER_DOMAIN = 'cluster.local';
/** The address of the cluster's DNS, which pods are told. */
export const CLUSTER_DNS = '10.96.0.10';
/** What nodes, and pods with `dnsPolicy: Default`, ask: it knows nothing of the cluster. */
export const NODE_DNS = '172.18.0.1';
export const DEFAULT_NDOTS = 5;

/** The search path of a pod with dnsPolicy ClusterFirst. */
export const searchPath = (namespace: string): readonly string[] => [
  `${namespace}.svc.${CLUSTER_DOMAIN}`,
  `svc.${CLUSTER_DOMAIN}`,
  CLUSTER_DOMAIN,
];

export interface ResolverConfig {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
}

/** The names that a resolver tries for one name, in order. */
export function candidates(
  name: string,
  { search, ndots }: Pick<ResolverConfig, 'search' | 'ndots'>,
): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}
