/** Addresses as NetworkPolicies see them: pods with their labels, or mere addresses. */
import { nameOf, namespaceOf, type Pod } from '@/kube';
import { DNS_LABELS, DNS_NAMESPACE } from '../dns/resolver';
import type { ClusterObjects } from '../objects';
import type { Peer, PolicyPod } from './decide';

export const peerOf = (objects: ClusterObjects, ip: string, pod: Pod | undefined): Peer =>
  pod ? { ip, pod: policyPod(objects, pod) } : { ip };

/** The cluster's DNS: its pods where there are any, else one that has their labels. */
export function dnsPeers(objects: ClusterObjects): readonly Peer[] {
  const pods = objects
    .podsIn(DNS_NAMESPACE)
    .filter(({ metadata }) => metadata.labels?.['k8s-app'] === DNS_LABELS['k8s-app']);
  if (pods.length > 0) return pods.map((pod) => peerOf(objects, pod.status?.podIP ?? '', pod));
  const identity = { namespace: DNS_NAMESPACE, labels: DNS_LABELS, ports: { dns: DNS_PORT } };
  return [{ ip: '', pod: { ...identity, namespaceLabels: namespaceLabels(objects, DNS_NAMESPACE) } }];
}

export const DNS_PORT = 53;

const policyPod = (objects: ClusterObjects, pod: Pod): PolicyPod => ({
  namespace: namespaceOf(pod),
  labels: pod.metadata.labels ?? {},
  namespaceLabels: namespaceLabels(objects, namespaceOf(pod)),
  ports: Object.fromEntries(
    [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].flatMap(({ ports = [] }) =>
      ports.flatMap(({ name, containerPort }) => (name ? [[name, containerPort] as const] : [])),
    ),
  ),
});

const namespaceLabels = (objects: ClusterObjects, name: string) => {
  const namespace = objects.namespace(name);
  return namespace ? { 'kubernetes.io/metadata.name': nameOf(namespace), ...namespace.metadata.labels } : {};
};
