/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/ */
import {
  type FieldError,
  field,
  forbiddenField,
  isDNS1123Subdomain,
  required,
  tooLong,
  validateImmutable,
} from '@/apimachinery';
import type { VolumeAttachment } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { each } from '../../shared/validate';
import { driverName } from '../driver-name';

const MAX_ERROR = 1024;
const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const path = field('spec');

// upstream: pkg/apis/storage/validation ValidateVolumeAttachment, ValidateVolumeAttachmentV1
function validate({ spec, status }: VolumeAttachment): FieldError[] {
  const { attacher = '', nodeName = '' } = spec ?? {};
  return [
    ...driverName(attacher, path.child('attacher')),
    ...validateSource(spec?.source ?? {}),
    ...each(isDNS1123Subdomain(nodeName), path.child('nodeName'), nodeName),
    ...validateStatus(status),
  ];
}

function validateSource({ inlineVolumeSpec, persistentVolumeName }: VolumeAttachment['spec']['source']) {
  const at = path.child('source');
  if (inlineVolumeSpec && persistentVolumeName !== undefined) return [forbiddenField(at, ONE_SOURCE)];
  if (inlineVolumeSpec) return [];
  if (persistentVolumeName === undefined) return [required(at, ONE_SOURCE)];
  const name = at.child('persistentVolumeName');
  return persistentVolumeName === ''
    ? [required(name, 'must specify non empty persistentVolumeName')]
    : each(isDNS1123Subdomain(persistentVolumeName), name, persistentVolumeName);
}

const validateStatus = (status: VolumeAttachment['status']): FieldError[] =>
  (['attachError', 'detachError'] as const).flatMap((key) =>
    (status?.[key]?.message ?? '').length > MAX_ERROR
      ? [tooLong(field('status', key, 'message'), MAX_ERROR)]
      : [],
  );

export const volumeAttachments: ResourceDefinition<VolumeAttachment> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    returnsDeletedObject: true,
    defaults: (attachment) => fill(attachment, { status: { attached: false } }),
    prepareForCreate: (attachment) => ({ ...attachment, status: { attached: false } }),
    prepareForUpdate: keepStatus,
    validate,
    validateUpdate: ({ spec }, old) => validateImmutable(spec, old.spec, path),
  },
  status: { ...statusOnly<VolumeAttachment>(), validateUpdate: ({ status }) => validateStatus(status) },
  subresources: [],
  table: {
    columns: [
      NAME,
      {
        ...column(
          'Attacher',
          'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().',
        ),
        format: 'name',
      },
      column('PV', 'persistentVolumeName represents the name of the persistent volume to attach.'),
      column('Node', 'nodeName represents the node that the volume should be attached to.'),
      column(
        'Attached',
        'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.',
        'boolean',
      ),
      AGE,
    ],
    row: (attachment, nowMs) => [
      nameOf(attachment),
      attachment.spec.attacher,
      attachment.spec.source?.persistentVolumeName ?? '',
      attachment.spec.nodeName,
      attachment.status?.attached ?? false,
      ageOf(attachment, nowMs),
    ],
  },
};
