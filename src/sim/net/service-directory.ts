/** Services and their endpoints as the network needs them, read from the cluster's shared caches. */
import type { EndpointSlice, IndexDefinition, Informers, Service, ServicePort } from '@/kube';
import { keyFrom, nameOf, namespaceOf, resources, selectByLabels } from '@/kube';

export interface Backend {
  readonly ip: string;
  readonly port: number;
}

export interface ServiceDirectory {
  service(namespace: string, name: string): Service | undefined;
  /** The service that owns a cluster IP. */
  byClusterIP(ip: string): Service | undefined;
  /** Ready endpoints of one port of a service. */
  backends(service: Service, port: ServicePort): readonly Backend[];
  /** Addresses that a headless service's name stands for. */
  readyAddresses(service: Service): readonly string[];
  /** Addresses of the endpoints with this hostname (pods of a StatefulSet). */
  hostAddresses(service: Service, hostname: string): readonly string[];
}

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

const servicesByClusterIP: IndexDefinition<Service> = {
  name: 'clusterIP',
  values: ({ spec }) => (spec?.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : []),
};

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

export function createServiceDirectory(informers: Informers): ServiceDirectory {
  const services = informers.for(resources.services);
  const slices = informers.for(resources.endpointslices);
  const slicesOf = (service: Service) =>
    selectByLabels(slices, namespaceOf(service), { [SERVICE_NAME_LABEL]: nameOf(service) });
  const addresses = (service: Service, wanted: (endpoint: Endpoint) => boolean) => [
    ...new Set(
      slicesOf(service).flatMap((slice) =>
        (slice.endpoints ?? []).filter(wanted).flatMap((e) => e.addresses),
      ),
    ),
  ];
  return {
    service: (namespace, name) => services.get(keyFrom(namespace, name)),
    byClusterIP: (ip) => services.by(servicesByClusterIP, ip)[0],
    backends: (service, port) =>
      slicesOf(service).flatMap((slice) => {
        const target = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.port;
        if (target === undefined) return [];
        return (slice.endpoints ?? [])
          .filter(isReady)
          .flatMap((e) => e.addresses.map((ip) => ({ ip, port: target })));
      }),
    readyAddresses: (service) =>
      addresses(service, (e) => isReady(e) || service.spec?.publishNotReadyAddresses === true),
    hostAddresses: (service, hostname) =>
      addresses(
        service,
        (e) => e.hostname === hostname && (isReady(e) || service.spec?.publishNotReadyAddresses === true),
      ),
  };
}

/** An unknown readiness counts as ready. upstream: pkg/apis/discovery types.go EndpointConditions */
const isReady = (endpoint: Endpoint): boolean => endpoint.conditions?.ready !== false;
