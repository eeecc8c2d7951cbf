/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-node-v1/ */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isQualifiedName,
  required,
  semanticEqual,
  validateNonNegative,
} from '@/apimachinery';
import type { CSINode } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { each, repeated } from '../../shared/validate';
import { driverName } from '../driver-name';

type Driver = CSINode['spec']['drivers'][number];

const MAX_NODE_ID = 192;
const driversOf = ({ spec }: CSINode): readonly Driver[] => spec?.drivers ?? [];
const path = field('spec', 'drivers');

// upstream: pkg/apis/storage/validation ValidateCSINode
const validate = (node: CSINode): FieldError[] => [
  ...driversOf(node).flatMap((driver, i) => validateDriver(driver, path.index(i))),
  ...repeated(
    driversOf(node),
    ({ name }) => name,
    ({ name }, i) => duplicate(path.index(i).child('name'), name),
  ),
];

function validateDriver({ name = '', nodeID = '', allocatable, topologyKeys = [] }: Driver, at: FieldPath) {
  const id = at.child('nodeID');
  return [
    ...driverName(name, at.child('name')),
    ...(nodeID === '' ? [required(id)] : []),
    ...(nodeID.length > MAX_NODE_ID
      ? [invalid(id, nodeID, `must be ${MAX_NODE_ID} characters or less`)]
      : []),
    ...validateNonNegative(allocatable?.count, at.child('allocatable', 'count')),
    ...repeated(
      topologyKeys,
      (key) => key,
      (key) => duplicate(at, key),
    ),
    ...topologyKeys.flatMap((key) => [
      ...(key === '' ? [required(at)] : []),
      ...each(isQualifiedName(key), at, topologyKeys),
    ]),
  ];
}

const validateUpdate = (node: CSINode, old: CSINode): FieldError[] =>
  driversOf(node).flatMap((driver) => {
    const before = driversOf(old).find(({ name }) => name === driver.name);
    return before && !semanticEqual(before, driver)
      ? [invalid(field('CSINodeDriver'), driver, 'field is immutable')]
      : [];
  });

export const csiNodes: ResourceDefinition<CSINode> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  categories: [],
  namespaced: false,
  unattended: 'no driver runs on the node',
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (node) => node,
    validate,
    validateUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Drivers', 'Drivers indicates the number of CSI drivers registered on the node', 'integer'),
      AGE,
    ],
    row: (node, nowMs) => [nameOf(node), driversOf(node).length, ageOf(node, nowMs)],
  },
};
