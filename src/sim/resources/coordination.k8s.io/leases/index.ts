/** https://kubernetes.io/docs/concepts/architecture/leases/ */
import type { Lease } from '@/kube/kinds';
import { withRenewal } from '../../core/nodes/heartbeat';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { validateLease } from './validate';

export const leases: ResourceDefinition<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    defaults: (lease) => fill(lease, { spec: {} }),
    validate: validateLease,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Holder', 'holderIdentity contains the identity of the holder of a current lease.'),
      AGE,
    ],
    row: (lease, nowMs) => [nameOf(lease), lease.spec?.holderIdentity ?? '', ageOf(lease, nowMs)],
  },
  present: withRenewal,
};
