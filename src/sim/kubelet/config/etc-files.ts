/** The files in /etc that the kubelet writes for a pod. */
// upstream: pkg/kubelet/kubelet_pods.go managedHostsFileContent, pkg/kubelet/network/dns/dns.go
import type { Pod } from '@/kube';
import { CLUSTER_DNS, CLUSTER_DOMAIN, DEFAULT_NDOTS, NODE_DNS, searchPath } from '../../net';

export interface PodNames {
  readonly hostname: string;
  /** "sub.ns.svc.cluster.local" when the pod has a subdomain. */
  readonly domain?: string;
}

export function podNames({ metadata, spec }: Pod): PodNames {
  const hostname = (spec?.hostname ?? metadata.name ?? '').slice(0, 63).replace(/[-.]+$/, '');
  if (!spec?.subdomain) return { hostname };
  return { hostname, domain: `${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}` };
}

export interface DnsConfig {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

export function dnsConfig({ metadata, spec }: Pod): DnsConfig {
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  const usesCluster =
    policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && spec?.hostNetwork !== true);
  const own = spec?.dnsConfig;
  const base = usesCluster
    ? {
        nameservers: [CLUSTER_DNS],
        search: searchPath(metadata.namespace ?? ''),
        options: [`ndots:${DEFAULT_NDOTS}`],
      }
    : { nameservers: policy === 'None' ? [] : [NODE_DNS], search: [], options: [] };
  const options = new Map([
    ...base.options.map((o) => [o.split(':')[0], o] as const),
    ...(own?.options ?? []).map(
      (o) => [o.name, o.value === undefined ? (o.name ?? '') : `${o.name}:${o.value}`] as const,
    ),
  ]);
  return {
    nameservers: [...new Set([...base.nameservers, ...(own?.nameservers ?? [])])],
    search: [...new Set([...base.search, ...(own?.searches ?? [])])],
    options: [...options.values()],
  };
}

export const ndotsOf = ({ options }: DnsConfig): number =>
  Number(options.find((o) => o.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1);

/** Names that /etc/hosts gives beside the pod's own. */
export const hostAliases = (pod: Pod): Record<string, string> =>
  Object.fromEntries(
    (pod.spec?.hostAliases ?? []).flatMap(({ ip, hostnames }) => (hostnames ?? []).map((h) => [h, ip])),
  );

export function etcFiles(pod: Pod, podIP: string): Record<string, string> {
  const names = podNames(pod);
  const dns = dnsConfig(pod);
  const resolv = [
    ...(dns.search.length > 0 ? [`search ${dns.search.join(' ')}`] : []),
    ...dns.nameservers.map((address) => `nameserver ${address}`),
    ...(dns.options.length > 0 ? [`options ${dns.options.join(' ')}`] : []),
  ];
  return {
    '/etc/hostname': `${names.hostname}\n`,
    '/etc/hosts': hostsFile(pod, podIP, names),
    '/etc/resolv.conf': `${resolv.join('\n')}\n`,
  };
}

function hostsFile(pod: Pod, podIP: string, { hostname, domain }: PodNames): string {
  const aliases = (pod.spec?.hostAliases ?? []).map(
    ({ ip, hostnames }) => `${ip}\t${(hostnames ?? []).join('\t')}`,
  );
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    domain === undefined ? `${podIP}\t${hostname}` : `${podIP}\t${hostname}.${domain}\t${hostname}`,
    ...(aliases.length > 0 ? ['', '# Entries added by HostAliases.', ...aliases] : []),
    '',
  ].join('\n');
}
