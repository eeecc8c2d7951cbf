/** The zone cluster.local and the reverse zones, as CoreDNS' kubernetes plug-in answers them. */
// upstream: https://github.com/kubernetes/dns/blob/master/docs/specification.md, coredns plugin/kubernetes/kubernetes.go
import { type EndpointSlice, nameOf, namespaceOf, type Service, type ServicePort } from '@/kube';
import type { DnsAnswer, DnsRecord, DnsType } from '../../contracts';
import { isIPv4 } from '../cidr';
import { type ClusterObjects, SERVICE_NAME_LABEL } from '../objects';
import { isReady } from '../services/endpoints';
import { CLUSTER_DOMAIN } from './names';

const SUFFIX = `.${CLUSTER_DOMAIN}`;
const REVERSE = '.in-addr.arpa';
const MAX_ALIASES = 8;
const HEADLESS = 'None';

const NXDOMAIN: DnsAnswer = { status: 'NXDOMAIN', records: [] };
const answer = (records: readonly DnsRecord[]): DnsAnswer => ({ status: 'NOERROR', records });

export interface Question {
  /** A full name, without the dot at its end. */
  readonly name: string;
  readonly type: DnsType;
}

/** What the cluster's DNS says. Names outside the cluster don't exist: there is no internet. */
export function answerQuestion(objects: ClusterObjects, question: Question): DnsAnswer {
  return resolve(objects, { ...question, name: question.name.toLowerCase() }, MAX_ALIASES);
}

function resolve(objects: ClusterObjects, question: Question, aliases: number): DnsAnswer {
  const { name, type } = question;
  if (name.endsWith(REVERSE)) return reverse(objects, question);
  if (!name.endsWith(SUFFIX)) return NXDOMAIN;
  const labels = name.slice(0, -SUFFIX.length).split('.');
  const kind = labels.pop();
  const namespace = labels.pop();
  if (kind !== 'svc' && kind !== 'pod') return NXDOMAIN;
  if (namespace === undefined) return answer([]);
  if (!objects.namespace(namespace)) return NXDOMAIN;
  if (kind === 'pod') return podAnswer(labels, question);
  const service = objects.service(namespace, labels.pop() ?? '');
  // A namespace by itself is there, and has nothing.
  if (!service) return labels.length === 0 && name.split('.').length === 4 ? answer([]) : NXDOMAIN;
  if (service.spec?.type === 'ExternalName') {
    return labels.length === 0 ? alias(objects, { question, service }, aliases) : NXDOMAIN;
  }
  const hosts = hostsOf(objects, service);
  if (labels.length === 0) {
    if (hosts.length === 0) return NXDOMAIN;
    return type === 'SRV' ? serviceRecords(service, hosts, question) : addresses(hosts, question);
  }
  if (labels.length === 2) {
    const [port = '', protocol = ''] = labels.map((label) => label.replace(/^_/, ''));
    return serviceRecords(service, hosts, { ...question, port, protocol });
  }
  const named = hosts.filter(({ hostname }) => hostname !== undefined && hostname === labels[0]);
  return labels.length > 1 || named.length === 0 ? NXDOMAIN : addresses(named, question);
}

/** An address behind a service's name: its cluster IP, or an endpoint of a headless service. */
interface Host {
  readonly ip: string;
  /** Endpoints only. Without a name of their own they are called after their address. */
  readonly hostname?: string;
  readonly slice?: EndpointSlice;
}

function hostsOf(objects: ClusterObjects, service: Service): readonly Host[] {
  const { clusterIP } = service.spec ?? {};
  if (clusterIP !== HEADLESS) return clusterIP ? [{ ip: clusterIP }] : [];
  const seen = new Set<string>();
  return objects.slicesOf(service).flatMap((slice) =>
    (slice.endpoints ?? [])
      .filter(isReady)
      .flatMap((endpoint) => endpoint.addresses.map((ip) => ({ ip, slice, hostname: hostOf(ip, endpoint) })))
      .filter(({ ip }) => !seen.has(ip) && seen.add(ip)),
  );
}

const hostOf = (ip: string, { hostname }: { readonly hostname?: string }): string =>
  hostname || ip.replaceAll('.', '-');

const addresses = (hosts: readonly Host[], { name, type }: Question): DnsAnswer =>
  answer(type === 'A' ? hosts.map(({ ip }) => ({ type: 'A', name, address: ip })) : []);

/** An external name is not looked up: outside the cluster is nobody to ask. */
function alias(
  objects: ClusterObjects,
  { question, service }: { readonly question: Question; readonly service: Service },
  left: number,
): DnsAnswer {
  const target = (service.spec?.externalName ?? '').replace(/\.$/, '');
  const record: DnsRecord = { type: 'CNAME', name: question.name, target };
  if (left === 0 || !target.endsWith(SUFFIX)) return answer([record]);
  return answer([record, ...resolve(objects, { ...question, name: target }, left - 1).records]);
}

/** All ports of the service, or the one that is asked for as `_port._protocol`. */
function serviceRecords(
  service: Service,
  hosts: readonly Host[],
  { name, type, port, protocol }: Question & { readonly port?: string; readonly protocol?: string },
): DnsAnswer {
  const isWanted = (p: Pick<ServicePort, 'name' | 'protocol'>) =>
    port === undefined
      ? Boolean(p.name)
      : p.name === port && (p.protocol ?? 'TCP').toLowerCase() === protocol;
  const home = `${nameOf(service)}.${namespaceOf(service)}.svc${SUFFIX}`;
  const targets = hosts.flatMap(({ hostname, slice }) =>
    (slice?.ports ?? service.spec?.ports ?? [])
      .filter(isWanted)
      .map((p) => ({ port: p.port ?? 0, target: hostname ? `${hostname}.${home}` : home })),
  );
  if (targets.length === 0) return NXDOMAIN;
  const weight = Math.max(1, Math.floor(100 / targets.length));
  return answer(
    type === 'SRV' ? targets.map((target) => ({ type: 'SRV', name, priority: 0, weight, ...target })) : [],
  );
}

/** 10-244-1-5.default.pod.cluster.local */
function podAnswer(labels: readonly string[], { name, type }: Question): DnsAnswer {
  const [label = ''] = labels;
  const address = label.replaceAll('-', '.');
  if (labels.length !== 1 || !isIPv4(address)) return NXDOMAIN;
  return answer(type === 'A' ? [{ type: 'A', name, address }] : []);
}

/** Cluster IPs, and endpoints of headless services. */
function reverse(objects: ClusterObjects, { name, type }: Question): DnsAnswer {
  const ip = name.slice(0, -REVERSE.length).split('.').reverse().join('.');
  const services = objects.servicesAt(ip).filter(({ spec }) => spec?.clusterIP === ip);
  const names = [
    ...services.map((service) => `${nameOf(service)}.${namespaceOf(service)}.svc${SUFFIX}`),
    ...objects.slicesAt(ip).flatMap((slice) => endpointNames(objects, slice, ip)),
  ];
  if (names.length === 0) return NXDOMAIN;
  return answer(type === 'PTR' ? [...new Set(names)].map((target) => ({ type: 'PTR', name, target })) : []);
}

function endpointNames(objects: ClusterObjects, slice: EndpointSlice, ip: string): readonly string[] {
  const service = objects.service(namespaceOf(slice), slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? '');
  if (service?.spec?.clusterIP !== HEADLESS) return [];
  const home = `${nameOf(service)}.${namespaceOf(service)}.svc${SUFFIX}`;
  return (slice.endpoints ?? [])
    .filter((endpoint) => endpoint.addresses.includes(ip) && isReady(endpoint))
    .map((endpoint) => `${hostOf(ip, endpoint)}.${home}`);
}
