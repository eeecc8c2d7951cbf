/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
import type { ResourceQuota } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { validateQuota, validateQuotaStatus, validateQuotaUpdate } from './validate';

export const resourceQuotas: ResourceDefinition<ResourceQuota> = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    returnsDeletedObject: true,
    tracksGeneration: false,
    defaults: (quota) => fill(quota, { spec: {}, status: {} }),
    prepareForCreate: (quota) => ({ ...quota, status: {} }),
    prepareForUpdate: keepStatus,
    validate: validateQuota,
    validateUpdate: validateQuotaUpdate,
  },
  status: { ...statusOnly<ResourceQuota>(), validateUpdate: validateQuotaStatus },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
      column(
        'Limit',
        'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
      ),
      AGE,
    ],
    row: (quota, nowMs) => [
      nameOf(quota),
      usage(quota, (name) => !name.startsWith('limits.')),
      usage(quota, (name) => name.startsWith('limits.')),
      ageOf(quota, nowMs),
    ],
  },
};

/** "pods: 1/4, requests.cpu: 0/1" */
const usage = ({ status = {} }: ResourceQuota, shown: (name: string) => boolean): string =>
  Object.entries(status.hard ?? {})
    .filter(([name]) => shown(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${status.used?.[name] ?? '0'}/${hard}`)
    .join(', ');
