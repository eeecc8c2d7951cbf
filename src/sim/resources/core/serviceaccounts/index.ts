/** https://kubernetes.io/docs/concepts/security/service-accounts/ */
import type { ServiceAccount } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { mapList } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';

type SecretReference = NonNullable<ServiceAccount['secrets']>[number];

/** Only names of secrets are kept. upstream: pkg/registry/core/serviceaccount cleanSecretReferences */
const nameOnly = (reference: SecretReference): SecretReference =>
  Object.keys(reference).length === 1 || !reference.name ? reference : { name: reference.name };
const clean = (account: ServiceAccount): ServiceAccount => mapList(account, 'secrets', nameOnly);

export const serviceAccounts: ResourceDefinition<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    returnsDeletedObject: true,
    tracksGeneration: false,
    defaults: (account) => account,
    prepareForCreate: clean,
    prepareForUpdate: clean,
    validate: () => [],
  },
  subresources: ['token'],
  table: {
    columns: [
      NAME,
      column(
        'Secrets',
        'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.',
      ),
      AGE,
    ],
    row: (account, nowMs) => [nameOf(account), account.secrets?.length ?? 0, ageOf(account, nowMs)],
  },
};
