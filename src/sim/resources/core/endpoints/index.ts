/** https://kubernetes.io/docs/concepts/services-networking/service/#endpoints */
import type { Endpoints } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapList } from '../../shared/fill';
import { AGE, ageOf, column, hostPort, NAME, NONE, nameOf, withMore } from '../../shared/table';
import { validateEndpoints } from './validate';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Port = NonNullable<Subset['ports']>[number];

export const endpoints: ResourceDefinition<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    allowCreateOnUpdate: true,
    defaults: (object) =>
      mapList(object, 'subsets', (subset: Subset) =>
        mapList(subset, 'ports', (port: Port) => fill(port, { protocol: 'TCP' })),
      ),
    validate: validateEndpoints,
  },
  subresources: [],
  table: {
    columns: [NAME, column('Endpoints', 'The set of all endpoints is the union of all subsets.'), AGE],
    row: (object, nowMs) => [
      nameOf(object),
      object.subsets?.length ? withMore(object.subsets.flatMap(addresses), '') : NONE,
      ageOf(object, nowMs),
    ],
  },
};

/** upstream: pkg/printers/internalversion/printers.go formatEndpoints */
function addresses({ addresses: ready = [], ports = [] }: Subset): string[] {
  // Headless services may have no ports.
  if (ports.length === 0) return ready.map((address) => address.ip);
  return ports.flatMap((port) => ready.map((address) => hostPort(address.ip, port.port)));
}
