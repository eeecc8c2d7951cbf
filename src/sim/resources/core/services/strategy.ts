/** upstream: pkg/registry/core/service/strategy.go */
import { deepEqual } from '@/apimachinery';
import type { Service } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { allocate } from './allocate';
import { defaults } from './defaults';
import { normalizeClusterIps, patchAllocated, wipeTypeFields } from './prepare';
import { unsimulatedWarnings } from './unsimulated';
import { validateService, validateServiceStatus, validateServiceUpdate } from './validate';

export const strategy: Strategy<Service> = {
  nameRule: 'dns-1035-label',
  returnsDeletedObject: true,
  tracksGeneration: false,
  allowCreateOnUpdate: true,
  defaults,
  prepareForCreate: (service, context) => {
    unsimulatedWarnings(service).forEach(context.warn);
    return normalizeClusterIps({ ...service, status: { loadBalancer: {} } }, undefined);
  },
  prepareForUpdate: (service, old, context) => {
    if (!deepEqual(service.spec, old.spec)) unsimulatedWarnings(service).forEach(context.warn);
    return wipeTypeFields(patchAllocated(normalizeClusterIps(keepStatus(service, old), old), old), old);
  },
  allocate,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
};

export const status: StatusStrategy<Service> = {
  ...statusOnly<Service>(),
  validateUpdate: validateServiceStatus,
};
