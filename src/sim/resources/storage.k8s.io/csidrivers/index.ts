/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/ */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  invalid,
  notSupported,
  required,
  validateImmutable,
} from '@/apimachinery';
import type { CSIDriver } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapField } from '../../shared/fill';
import { AGE, ageOf, column, NAME, NONE, nameOf } from '../../shared/table';
import { oneOf } from '../../shared/validate';

type TokenRequest = NonNullable<CSIDriver['spec']['tokenRequests']>[number];

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES = ['Persistent', 'Ephemeral'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;
const path = field('spec');

// upstream: pkg/apis/storage/validation ValidateCSIDriver
function validate({ spec }: CSIDriver): FieldError[] {
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes = [] } = spec ?? {};
  return [
    ...oneOf(fsGroupPolicy, GROUP_POLICIES, path.child('fsGroupPolicy'), 'fine'),
    ...validateTokenRequests(tokenRequests, path.child('tokenRequests')),
    ...volumeLifecycleModes
      .filter((mode) => !MODES.includes(mode))
      .map((mode) => notSupported(path.child('volumeLifecycleModes'), mode, MODES)),
  ];
}

function validateTokenRequests(requests: readonly TokenRequest[], at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return requests.flatMap(({ audience, expirationSeconds }, i) => {
    const entry = at.index(i);
    if (seen.has(audience)) return [duplicate(entry.child('audience'), audience)];
    seen.add(audience);
    const refuse = (why: string) => [invalid(entry.child('expirationSeconds'), expirationSeconds, why)];
    if (expirationSeconds === undefined) return [];
    if (expirationSeconds < MIN_TOKEN_SECONDS)
      return refuse('may not specify a duration less than 10 minutes');
    if (expirationSeconds > MAX_TOKEN_SECONDS)
      return refuse('may not specify a duration larger than 2^32 seconds');
    return [];
  });
}

/** What the spec says once and for all; tokens, capacity and groups may be changed later. */
function validateUpdate({ spec }: CSIDriver, old: CSIDriver): FieldError[] {
  const keys = ['attachRequired', 'fsGroupPolicy', 'volumeLifecycleModes'] as const;
  return keys.flatMap((key) => validateImmutable(spec[key], old.spec[key], path.child(key)));
}

export const csiDrivers: ResourceDefinition<CSIDriver> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  shortNames: [],
  categories: [],
  namespaced: false,
  unattended: 'no driver runs behind it',
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    returnsDeletedObject: true,
    defaults: (driver) =>
      mapField(fill(driver, { spec: {} }), 'spec', (spec) =>
        fill(spec, {
          attachRequired: true,
          podInfoOnMount: false,
          storageCapacity: false,
          fsGroupPolicy: 'ReadWriteOnceWithFSType',
          requiresRepublish: false,
          seLinuxMount: false,
          ...(spec.volumeLifecycleModes?.length ? {} : { volumeLifecycleModes: ['Persistent'] }),
        }),
      ),
    validate: (driver) => (driver.spec ? validate(driver) : [required(path)]),
    validateUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'AttachRequired',
        'attachRequired indicates this CSI volume driver requires an attach operation.',
        'boolean',
      ),
      column(
        'PodInfoOnMount',
        'podInfoOnMount indicates this CSI volume driver requires additional pod information during mount operations.',
        'boolean',
      ),
      column(
        'StorageCapacity',
        'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity that the driver deployment will report by creating CSIStorageCapacity objects with capacity information.',
        'boolean',
      ),
      column(
        'TokenRequests',
        "tokenRequests indicates the CSI driver needs pods' service account tokens it is mounting volume for to do necessary authentication.",
      ),
      column(
        'RequiresRepublish',
        'requiresRepublish indicates the CSI driver wants `NodePublishVolume` being periodically called to reflect any possible change in the mounted volume.',
        'boolean',
      ),
      column('Modes', 'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports.'),
      AGE,
    ],
    row: (driver, nowMs) => {
      const { spec } = driver;
      return [
        nameOf(driver),
        spec.attachRequired ?? true,
        spec.podInfoOnMount ?? false,
        spec.storageCapacity ?? false,
        spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>',
        spec.requiresRepublish ?? false,
        spec.volumeLifecycleModes?.join(',') || NONE,
        ageOf(driver, nowMs),
      ];
    },
  },
};
