/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerV1 } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { defaults, UNOBSERVED } from './defaults';
import { table } from './table';
import { defaultsV1, fromV1, toV1 } from './v1';
import { validateAutoscaler, validateAutoscalerStatus } from './validate';

export const horizontalPodAutoscalers: ResourceDefinition<HorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults,
    prepareForCreate: (autoscaler) => ({ ...autoscaler, status: UNOBSERVED }),
    prepareForUpdate: keepStatus,
    validate: validateAutoscaler,
  },
  status: { ...statusOnly<HorizontalPodAutoscaler>(), validateUpdate: validateAutoscalerStatus },
  subresources: [],
  table,
};

export const horizontalPodAutoscalersV1: ResourceDefinition<HorizontalPodAutoscaler> = {
  ...horizontalPodAutoscalers,
  version: 'v1',
  strategy: {
    ...horizontalPodAutoscalers.strategy,
    defaults: (object) =>
      defaultsV1(object as unknown as HorizontalPodAutoscalerV1) as unknown as HorizontalPodAutoscaler,
  },
  table: { ...table, row: (object, nowMs) => table.row(fromV1(object), nowMs) },
  storedAs: { group: 'autoscaling', toStored: fromV1, fromStored: toV1 },
};
