/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { AGE, ageOf, column, NAME, nameOf, UNSET } from '../../shared/table';
import { defaultMatchResources } from '../match-resources';
import { validatePolicy } from './validate';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;

/** upstream: pkg/apis/admissionregistration/v1/defaults.go */
const defaultSpec = (spec: Spec): Spec =>
  mapField(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', defaultMatchResources);

export const validatingAdmissionPolicies: ResourceDefinition<ValidatingAdmissionPolicy> = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (policy) => mapField(fill(policy, { spec: {}, status: {} }), 'spec', defaultSpec),
    prepareForCreate: (policy) => ({ ...policy, status: {} }),
    prepareForUpdate: keepStatus,
    validate: validatePolicy,
    allowUnconditionalUpdate: false,
  },
  status: statusOnly<ValidatingAdmissionPolicy>(),
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'Validations',
        'Validations indicates the number of validation rules defined in this configuration',
        'integer',
      ),
      column('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy'),
      AGE,
    ],
    row: (policy, nowMs) => {
      const { validations = [], paramKind } = policy.spec ?? {};
      const kind = paramKind ? `${paramKind.apiVersion}/${paramKind.kind}` : UNSET;
      return [nameOf(policy), validations.length, kind, ageOf(policy, nowMs)];
    },
  },
};
