/** One pod's resolver: /etc/hosts, then the name servers of /etc/resolv.conf with its search path. */
import { own } from '@/apimachinery';
import type { DnsAnswer, DnsType } from '../../contracts';
import { isIPv4 } from '../cidr';
import type { ClusterObjects } from '../objects';
import { CLUSTER_DNS, candidates, NODE_DNS, type ResolverConfig } from './names';
import { answerQuestion } from './zone';

export interface ResolverOptions {
  /** Resolves after that much cluster time. */
  wait(ms: number): Promise<void>;
  readonly objects: ClusterObjects;
  readonly config: ResolverConfig;
  /** Names known without asking anybody. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Whether the pod's packets reach the cluster's DNS. */
  reachesClusterDns(): boolean;
}

export interface Resolver {
  lookup(name: string): Promise<readonly string[]>;
  query(name: string, type: DnsType, server?: string): Promise<DnsAnswer>;
}

/** How long a resolver waits for a server that doesn't answer: two attempts of 5 s. man resolv.conf */
const TIMEOUT_MS = 10_000;
const TIMED_OUT: DnsAnswer = { status: 'TIMEOUT', records: [] };
/** A server outside that knows no name: there is no internet. */
const UNKNOWN: DnsAnswer = { status: 'NXDOMAIN', records: [] };

export function createResolver({
  wait,
  objects,
  config,
  hosts,
  reachesClusterDns,
}: ResolverOptions): Resolver {
  async function silence(): Promise<DnsAnswer> {
    await wait(TIMEOUT_MS);
    return TIMED_OUT;
  }

  async function ask(server: string, name: string, type: DnsType): Promise<DnsAnswer> {
    if (server === NODE_DNS) return UNKNOWN;
    if (!isClusterDns(objects, server) || !reachesClusterDns()) return silence();
    return answerQuestion(objects, { name, type });
  }

  async function query(name: string, type: DnsType, server?: string): Promise<DnsAnswer> {
    for (const nameserver of server === undefined ? config.nameservers : [server]) {
      const answer = await ask(nameserver, name.replace(/\.$/, ''), type);
      if (answer.status !== 'TIMEOUT') return answer;
    }
    return TIMED_OUT;
  }

  return {
    query,
    async lookup(name) {
      if (isIPv4(name)) return [name];
      const known = own(hosts, name);
      if (known !== undefined) return [known];
      for (const candidate of candidates(name, config)) {
        const { status, records } = await query(candidate, 'A');
        // Who hears nothing asks no further names.
        if (status === 'TIMEOUT') return [];
        const found = records.flatMap((record) => (record.type === 'A' ? [record.address] : []));
        if (found.length > 0) return found;
      }
      return [];
    },
  };
}

/** The service's address, or a pod of it. */
const isClusterDns = (objects: ClusterObjects, server: string): boolean =>
  server === CLUSTER_DNS || isDnsPod(objects.podAt(server)?.metadata);

export const DNS_NAMESPACE = 'kube-system';
export const DNS_LABELS: Readonly<Record<string, string>> = { 'k8s-app': 'kube-dns' };

const isDnsPod = (
  metadata: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> } | undefined,
): boolean => metadata?.namespace === DNS_NAMESPACE && metadata.labels?.['k8s-app'] === DNS_LABELS['k8s-app'];
