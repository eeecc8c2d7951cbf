/** `kubectl get services`. upstream: pkg/printers/internalversion/printers.go printService */
import type { Service } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, formatLabels, NAME, NONE, nameOf, UNKNOWN, wide } from '../../shared/table';

const PENDING = '<pending>';

export const table: TableDefinition<Service> = {
  columns: [
    NAME,
    column('Type', 'type determines how the Service is exposed.'),
    column('Cluster-IP', 'clusterIP is the IP address of the service and is usually assigned randomly.'),
    column(
      'External-IP',
      'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
    ),
    column('Port(s)', 'The list of ports that are exposed by this service.'),
    AGE,
    wide('Selector', 'Route service traffic to pods with label keys and values matching this selector.'),
  ],
  row: (service, nowMs) => [
    nameOf(service),
    service.spec?.type ?? '',
    service.spec?.clusterIPs?.[0] || NONE,
    externalIp(service),
    ports(service) || NONE,
    ageOf(service, nowMs),
    formatLabels(service.spec?.selector),
  ],
};

function externalIp({ spec = {}, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || NONE;
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map((i) => i.ip || i.hostname || '');
      const balancers = [...new Set(ingress.filter((address) => address !== ''))].sort();
      return [...balancers, ...external].join(',') || PENDING;
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return UNKNOWN;
  }
}

const ports = ({ spec }: Service): string =>
  (spec?.ports ?? [])
    .map(({ port, nodePort, protocol }) =>
      nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    )
    .join(',');
