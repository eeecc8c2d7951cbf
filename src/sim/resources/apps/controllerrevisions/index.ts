/** What a DaemonSet or StatefulSet was at some time, to go back to. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/ */
import {
  type FieldError,
  field,
  parseApiVersion,
  required,
  validateImmutable,
  validateNonNegative,
} from '@/apimachinery';
import type { ControllerRevision } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, NONE, nameOf } from '../../shared/table';

/** upstream: pkg/apis/apps/validation ValidateControllerRevision */
const validate = ({ data, revision }: ControllerRevision): FieldError[] => [
  ...(data ? [] : [required(field('data'), 'data is mandatory')]),
  ...validateNonNegative(revision, field('revision')),
];

export const controllerRevisions: ResourceDefinition<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (object) => object,
    validate,
    validateUpdate: (object, old) => validateImmutable(object.data, old.data, field('data')),
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Controller', 'Controller of the object'),
      column('Revision', 'Revision indicates the revision of the state represented by Data.', 'integer'),
      AGE,
    ],
    row: (object, nowMs) => [nameOf(object), ownerOf(object), object.revision ?? 0, ageOf(object, nowMs)],
  },
};

/** "statefulset.apps/web" */
function ownerOf({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return NONE;
  const { group } = parseApiVersion(owner.apiVersion);
  const kind = owner.kind.toLowerCase();
  return `${group === '' ? kind : `${kind}.${group}`}/${owner.name}`;
}
