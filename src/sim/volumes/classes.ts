/** The storage class of a claim or a volume, and when volumes of a class are bound. */
// upstream: k8s.io/component-helpers/storage/volume/helpers.go GetPersistentVolumeClaimClass, IsDelayBindingMode
import { nameOf, type PersistentVolume, type PersistentVolumeClaim, type StorageClass } from '@/kube';
import { CLASS } from './annotations';

/** A storage class by its name. */
export interface StorageClasses {
  get(name: string): StorageClass | undefined;
}

/** The name of the class; empty when there is none. */
export const classOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[CLASS] ?? spec?.storageClassName ?? '';

/** Whether a class is named at all, be it the empty one. */
export const hasClass = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  metadata.annotations?.[CLASS] !== undefined || spec?.storageClassName !== undefined;

/** Whether the claim is bound only when a pod that uses it gets a node. */
export const isDelayed = (claim: PersistentVolumeClaim, classes: StorageClasses): boolean =>
  classes.get(classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer';

const IS_DEFAULT = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** The class of claims that name none: of several defaults the newest, then the first by name. */
// upstream: pkg/volume/util/storageclass.go GetDefaultClass
export const defaultClassOf = (classes: readonly StorageClass[]): StorageClass | undefined =>
  classes
    .filter(({ metadata }) => IS_DEFAULT.some((key) => metadata.annotations?.[key] === 'true'))
    .sort((a, b) => compare(createdAt(b), createdAt(a)) || compare(nameOf(a), nameOf(b)))[0];

const createdAt = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
