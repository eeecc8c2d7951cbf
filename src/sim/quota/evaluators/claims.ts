/** PersistentVolumeClaims: their number and the storage they ask for, in all and of each storage class. */
// upstream: pkg/quota/v1/evaluator/core/persistent_volume_claims.go
import { compareQuantity, parseQuantity, type Quantity, quantityValue, semanticEqual } from '@/apimachinery';
import type { PersistentVolumeClaim } from '@/kube';
import { type Amounts, ONE } from '../amounts';
import { countName, type Evaluator } from '../evaluator';
import { selectsName } from '../scopes';

const COUNT = countName({ group: '', resource: 'persistentvolumeclaims' });
const CLAIMS = 'persistentvolumeclaims';
const STORAGE = 'requests.storage';
const CLASS_SUFFIX = '.storageclass.storage.k8s.io/';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const NANOS = 1_000_000_000n;

export const claims: Evaluator<PersistentVolumeClaim> = {
  followsUpdates: true,
  counts: (name) =>
    name === COUNT ||
    [CLAIMS, STORAGE].some((counted) => name === counted || name.endsWith(CLASS_SUFFIX + counted)),
  inScope(claim, scope) {
    if (scope.scopeName !== 'VolumeAttributesClass') return false;
    const names = attributesClasses(claim);
    return names.length === 0
      ? selectsName(scope, undefined)
      : names.some((name) => selectsName(scope, name));
  },
  usage(claim) {
    const storage = storageOf(claim);
    const usage: Amounts = { [CLAIMS]: ONE, ...(storage ? { [STORAGE]: storage } : {}) };
    const className = claim.metadata.annotations?.[CLASS_ANNOTATION] ?? claim.spec?.storageClassName;
    return { ...usage, [COUNT]: ONE, ...(className ? ofClass(className, usage) : {}) };
  },
  replenishes: (claim, old) =>
    !semanticEqual(storageOf(claim)?.text, storageOf(old)?.text) ||
    !semanticEqual(attributesClasses(claim), attributesClasses(old)),
};

const ofClass = (className: string, usage: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(usage).map(([name, amount]) => [className + CLASS_SUFFIX + name, amount]),
  );

/** What is asked for, or what an expansion that was taken back has got already. Whole bytes. */
function storageOf({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const asked = spec?.resources?.requests?.storage;
  if (asked === undefined) return undefined;
  const got = parseQuantity(status?.allocatedResources?.storage ?? '0');
  const request = parseQuantity(asked);
  return wholeBytes(compareQuantity(got, request) > 0 ? got : request);
}

const wholeBytes = (amount: Quantity): Quantity =>
  amount.nanos % NANOS === 0n ? amount : parseQuantity(quantityValue(amount));

const attributesClasses = ({ spec, status }: PersistentVolumeClaim): string[] => [
  ...new Set(
    [
      spec?.volumeAttributesClassName,
      status?.currentVolumeAttributesClassName,
      status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
    ].filter((name): name is string => Boolean(name)),
  ),
];
