/** https://kubernetes.io/docs/concepts/policy/limit-range/ */
import type { LimitRange } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { CREATED_AT, NAME, nameOf } from '../../shared/table';
import { defaults } from './defaults';
import { validateLimitRange } from './validate';

export const limitRanges: ResourceDefinition<LimitRange> = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    allowCreateOnUpdate: true,
    defaults,
    validate: validateLimitRange,
  },
  subresources: [],
  table: {
    columns: [NAME, CREATED_AT],
    row: (range) => [nameOf(range), range.metadata.creationTimestamp ?? ''],
  },
};
