/** https://kubernetes.io/docs/concepts/configuration/secret/ */

import { encodeBase64Text, field } from '@/apimachinery';
import type { Secret } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { type Unsimulated, unsimulatedIn } from '../../shared/unsimulated';
import { validateSecret, validateSecretUpdate } from './validate';

const UNSIMULATED: readonly Unsimulated<Secret>[] = [
  {
    path: '',
    applies: ({ type }) => type === 'kubernetes.io/service-account-token',
    instead: 'no token is written into this Secret; `kubectl create token` gives one',
  },
];

export const secrets: ResourceDefinition<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: { type: (secret) => secret.type ?? '' },
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (secret) => fill(mergeStringData(secret), { type: 'Opaque' }),
    prepareForCreate: (secret, { warn }) => {
      unsimulatedIn(UNSIMULATED, [{ value: secret, path: field('type') }]).forEach(warn);
      return secret;
    },
    // The type was set once and for all; an update may leave it out.
    prepareForUpdate: (secret, old) => (secret.type || !old.type ? secret : { ...secret, type: old.type }),
    validate: validateSecret,
    validateUpdate: validateSecretUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Type', 'Used to facilitate programmatic handling of secret data.'),
      column('Data', 'Data contains the secret data.'),
      AGE,
    ],
    row: (secret, nowMs) => [
      nameOf(secret),
      secret.type ?? '',
      Object.keys(secret.data ?? {}).length,
      ageOf(secret, nowMs),
    ],
  },
};

/** stringData is for writing only: it overwrites data and is never read back. upstream: Convert_v1_Secret_To_core_Secret */
function mergeStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret;
  const encoded = Object.entries(stringData).map(([key, value]) => [key, encodeBase64Text(value)] as const);
  return encoded.length === 0 ? rest : { ...rest, data: { ...rest.data, ...Object.fromEntries(encoded) } };
}
