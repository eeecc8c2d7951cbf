/** https://kubernetes.io/docs/concepts/containers/runtime-class/ */
import {
  duplicate,
  type FieldError,
  field,
  isDNS1123Label,
  validateImmutable,
  validateLabels,
} from '@/apimachinery';
import type { RuntimeClass } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { validateTolerations } from '../../pod-spec';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { each, repeated } from '../../shared/validate';

// upstream: pkg/apis/node/validation ValidateRuntimeClass
function validate({ handler = '', scheduling }: RuntimeClass): FieldError[] {
  const { nodeSelector, tolerations = [] } = scheduling ?? {};
  const path = field('scheduling');
  const at = path.child('tolerations');
  return [
    ...each(isDNS1123Label(handler), field('handler'), handler),
    ...validateLabels(nodeSelector, path.child('nodeSelector')),
    ...validateTolerations(tolerations, at),
    ...repeated(
      tolerations,
      ({ key, operator, value, effect }) => JSON.stringify([key, operator, value, effect]),
      (toleration, i) => duplicate(at.index(i), toleration),
    ),
  ];
}

export const runtimeClasses: ResourceDefinition<RuntimeClass> = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  unattended: 'every container runs in the one runtime that there is',
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (runtimeClass) => runtimeClass,
    validate,
    validateUpdate: ({ handler }, old) => validateImmutable(handler, old.handler, field('handler')),
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'Handler',
        'handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class.',
      ),
      AGE,
    ],
    row: (runtimeClass, nowMs) => [nameOf(runtimeClass), runtimeClass.handler, ageOf(runtimeClass, nowMs)],
  },
};
