/** Names inside the cluster, as CoreDNS' kubernetes plugin answers them. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
import type { ServiceDirectory } from './service-directory';

export const CLUSTER_DOMAIN = 'cluster.local';
export const DEFAULT_NDOTS = 5;

/** The search path of a pod with dnsPolicy ClusterFirst. */
export const searchPath = (namespace: string): readonly string[] => [
  `${namespace}.svc.${CLUSTER_DOMAIN}`,
  `svc.${CLUSTER_DOMAIN}`,
  CLUSTER_DOMAIN,
];

export interface ResolverConfig {
  readonly search: readonly string[];
  readonly ndots: number;
}

/** The names that a resolver tries for one name, in order. */
export function candidates(name: string, { search, ndots }: ResolverConfig): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

const MAX_ALIASES = 8;

/** A records of a full name; empty: it does not exist. */
export function resolveName(
  directory: ServiceDirectory,
  fqdn: string,
  aliases = MAX_ALIASES,
): readonly string[] {
  const name = fqdn.toLowerCase();
  const suffix = `.${CLUSTER_DOMAIN}`;
  if (!name.endsWith(suffix)) return [];
  const labels = name.slice(0, -suffix.length).split('.');
  const kind = labels.pop();
  const namespace = labels.pop();
  if (namespace === undefined) return [];
  if (kind === 'pod') return podAddress(labels);
  if (kind !== 'svc') return [];
  const service = labels.pop();
  if (service === undefined) return [];
  const found = directory.service(namespace, service);
  if (!found) return [];
  if (labels.length > 0) return labels.length === 1 ? directory.hostAddresses(found, labels[0] ?? '') : [];
  if (found.spec?.type === 'ExternalName') {
    return aliases > 0 ? resolveName(directory, found.spec.externalName ?? '', aliases - 1) : [];
  }
  const { clusterIP } = found.spec ?? {};
  if (clusterIP === 'None') return directory.readyAddresses(found);
  return clusterIP ? [clusterIP] : [];
}

/** 10-244-1-5.default.pod.cluster.local */
function podAddress(labels: readonly string[]): readonly string[] {
  const address = (labels[0] ?? '').replaceAll('-', '.');
  return labels.length === 1 && isIPv4(address) ? [address] : [];
}

export const isIPv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
