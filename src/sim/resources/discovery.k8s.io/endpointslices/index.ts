/** https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ */
import type { EndpointSlice } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapList } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf, withMore } from '../../shared/table';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validate';

type Port = NonNullable<EndpointSlice['ports']>[number];

const UNSET = '<unset>';

export const endpointSlices: ResourceDefinition<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (slice) => mapList(slice, 'ports', defaultPort),
    validate: validateEndpointSlice,
    validateUpdate: validateEndpointSliceUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('AddressType', 'addressType specifies the type of address carried by this EndpointSlice.'),
      column('Ports', 'ports specifies the list of network ports exposed by each endpoint in this slice.'),
      column('Endpoints', 'endpoints is a list of unique endpoints in this slice.'),
      AGE,
    ],
    row: (slice, nowMs) => [
      nameOf(slice),
      slice.addressType,
      withMore(
        (slice.ports ?? []).map((port) => `${port.port ?? port.name ?? '*'}`),
        UNSET,
      ),
      withMore(
        (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses),
        UNSET,
      ),
      ageOf(slice, nowMs),
    ],
  },
};

/** The name "" is written out: it is a pointer upstream. */
const defaultPort = (port: Port): Port =>
  fill(port.name === undefined ? { name: '', ...port } : port, { protocol: 'TCP' });
