/**
 * What NetworkPolicies let through. A pod that no policy of a direction selects is open in that direction; one that some
 * select takes what any of them allows. Both ends must agree: egress where it comes from, ingress where it goes.
 */
// https://kubernetes.io/docs/concepts/services-networking/network-policies/
import { type LabelSelector, labelSelectorFrom } from '@/apimachinery';
import type { NetworkPolicy } from '@/kube';
import { isInCidr } from '../cidr';

type Labels = Readonly<Record<string, string>>;
type Spec = NonNullable<NetworkPolicy['spec']>;
type Rule = Pick<NonNullable<Spec['ingress']>[number], 'ports'> & { readonly peers: readonly RulePeer[] };
type RulePeer = NonNullable<NonNullable<Spec['ingress']>[number]['from']>[number];
type RulePort = NonNullable<NonNullable<Spec['ingress']>[number]['ports']>[number];
export type Direction = 'Ingress' | 'Egress';

/** A pod as policies see it; what is on a node's network or outside the cluster has no identity but its address. */
export interface PolicyPod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** Numbers of its named ports. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface Peer {
  readonly ip: string;
  readonly pod?: PolicyPod;
}

export interface Packet {
  readonly from: Peer;
  /** After a service's address has been replaced by its endpoint's. */
  readonly to: Peer;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

export type Verdict =
  | { readonly allowed: true }
  /** The policies that select the pod in that direction; none of them allows it. */
  | { readonly allowed: false; readonly direction: Direction; readonly policies: readonly string[] };

/** `policiesIn` a namespace are all that stand there. */
export function decide(packet: Packet, policiesIn: (namespace: string) => readonly NetworkPolicy[]): Verdict {
  // A pod's packets to itself never leave it.
  if (packet.from.ip === packet.to.ip) return { allowed: true };
  const egress = judge(packet, 'Egress', policiesIn);
  return egress.allowed ? judge(packet, 'Ingress', policiesIn) : egress;
}

function judge(
  packet: Packet,
  direction: Direction,
  policiesIn: (namespace: string) => readonly NetworkPolicy[],
): Verdict {
  const [own, other] = direction === 'Egress' ? [packet.from, packet.to] : [packet.to, packet.from];
  const { pod } = own;
  if (!pod) return { allowed: true };
  const selecting = policiesIn(pod.namespace).filter(
    ({ spec }) => typesOf(spec).includes(direction) && matches(spec?.podSelector ?? {}, pod.labels),
  );
  if (selecting.length === 0) return { allowed: true };
  const allowed = selecting.some((policy) =>
    rulesOf(policy, direction).some(
      ({ peers, ports = [] }) =>
        (peers.length === 0 || peers.some((peer) => isPeer(peer, other, pod.namespace))) &&
        (ports.length === 0 || ports.some((port) => isPort(port, packet))),
    ),
  );
  if (allowed) return { allowed };
  return { allowed, direction, policies: selecting.map(({ metadata }) => metadata.name ?? '') };
}

/** upstream: pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy */
const typesOf = (spec: Spec | undefined): readonly string[] =>
  spec?.policyTypes?.length ? spec.policyTypes : spec?.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];

const rulesOf = ({ spec }: NetworkPolicy, direction: Direction): readonly Rule[] =>
  direction === 'Ingress'
    ? (spec?.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec?.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));

function isPeer(
  { ipBlock, podSelector, namespaceSelector }: RulePeer,
  { ip, pod }: Peer,
  ownNamespace: string,
): boolean {
  if (ipBlock) {
    return isInCidr(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => isInCidr(ip, cidr));
  }
  if (!pod) return false;
  const inNamespace = namespaceSelector
    ? matches(namespaceSelector, pod.namespaceLabels)
    : pod.namespace === ownNamespace;
  return inNamespace && (!podSelector || matches(podSelector, pod.labels));
}

function isPort({ protocol = 'TCP', port, endPort }: RulePort, packet: Packet): boolean {
  if (protocol !== packet.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return packet.to.pod?.ports[port] === packet.port;
  return packet.port >= port && packet.port <= (endPort ?? port);
}

const matches = (selector: LabelSelector, labels: Labels): boolean =>
  labelSelectorFrom(selector).matches(labels);
