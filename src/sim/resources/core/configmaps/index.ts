/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
import type { ConfigMap } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { validateConfigMap, validateConfigMapUpdate } from './validate';

export const configMaps: ResourceDefinition<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (configMap) => configMap,
    validate: validateConfigMap,
    validateUpdate: validateConfigMapUpdate,
  },
  subresources: [],
  table: {
    columns: [NAME, column('Data', 'Data contains the configuration data.', 'string'), AGE],
    row: (configMap, nowMs) => [
      nameOf(configMap),
      Object.keys(configMap.data ?? {}).length + Object.keys(configMap.binaryData ?? {}).length,
      ageOf(configMap, nowMs),
    ],
  },
};
